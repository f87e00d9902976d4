import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One small mistake in the engine: text that occurs exactly once in a file under `src/engine`, and its replacement. */
export interface SeededBug {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const BUGS: readonly SeededBug[] = [
  // Steps.
  bug(
    'a delay is a microsecond longer',
    'stepping.ts',
    'world.drawDelay(branch.delay, actor.b, u)',
    'world.drawDelay(branch.delay, actor.b, u) + 1',
  ),
  bug(
    'a chance is not added to those before it',
    'rolling.ts',
    'u < total) drawn = i',
    'u < share) drawn = i',
  ),
  bug('weights do not matter', 'stepping.ts', 'u -= weight ?? 1', 'u -= total / 2'),
  bug(
    'a late round starts at once',
    'stepping.ts',
    'Math.ceil(world.now / loop.period)',
    'Math.floor(world.now / loop.period)',
  ),
  bug(
    'the last message is received',
    'transition.ts',
    'return mailbox.length > 0 ? 0 : -1',
    'return mailbox.length - 1',
  ),
  bug(
    'a new round keeps its locals',
    'state/state-writer.ts',
    '      this.resetLocals(process, b, now);',
    '',
  ),
  bug(
    'waiting ignores changes to measures',
    'state/subscriptions.ts',
    'for (const measure of reads.measures) visit(this.firstMeasure + measure);',
    '',
  ),
  bug('timers that are set do not end', 'world.ts', '    scheduleTimer(world, slot);\n', ''),
  bug(
    'a run starts in the first initial state',
    'world.ts',
    'Math.floor(draws.uniform(INIT, 0, 0) * starts.length)',
    '0',
  ),
  bug(
    'the first field of a record is the second',
    '../model/generate.ts',
    'expr.of, scope)}[${expr.index}]',
    'expr.of, scope)}[${expr.index === 0 ? 1 : expr.index}]',
  ),
  // Outcomes and impact.
  bug(
    'the last number of a condition counts',
    'metrics/conditions.ts',
    '!(value <= this.greatest[last]!)',
    'true',
  ),
  bug(
    'periods of a condition are not joined',
    'metrics/conditions.ts',
    'from - last.to < every',
    'from - last.to < 0',
  ),
  bug(
    'an outcome loses its first value',
    'metrics/outcomes.ts',
    '    this.close(now);\n',
    '    this.since = now;\n',
  ),
  bug(
    'an undefined value is the lowest',
    'metrics/outcomes.ts',
    'Number.isNaN(value) ? this.min : value',
    'value',
  ),
  bug(
    'a sum ends with the last step',
    'metrics/measuring.ts',
    's, end, scenario.until ?? end',
    's, end, end',
  ),
  // Messages.
  bug('duplicates share the draw of losses', 'messages.ts', 'draw(1) <', 'draw(0) <'),
  bug(
    'ordered channels let messages overtake',
    'messages.ts',
    'Math.max(time, world.lastDelivery.get(link) ?? 0)',
    'time',
  ),
  bug('a channel holds one message less', 'messages.ts', '+ sent - capacity', '+ sent - capacity + 1'),
  bug(
    'a receiver that is down takes messages',
    'messages.ts',
    'actor === sender || actor.down ||',
    'actor === sender ||',
  ),
  bug('the sender counts as a receiver', 'messages.ts', 'actor === sender || actor.down', 'actor.down'),
  bug(
    'a new head of a shared channel wakes no one',
    'stepping.ts',
    'if (part.branch.from >= 0) wakeReceivers(world, part.branch.from);',
    '',
  ),
  bug(
    'a shared channel has a head for each sender',
    'transition.ts',
    'channel === null || hasOneLine(channel)',
    'channel === null',
  ),
  // Faults, marks and properties.
  bug(
    'overlapping faults lose the first value',
    'faults.ts',
    'if (above !== undefined) above.was = was;',
    'if (above !== undefined) return;',
  ),
  bug('a crash keeps the mailbox', 'faults.ts', 'actor.mailbox = [];', ''),
  bug(
    'the last violation counts',
    'state/properties.ts',
    'invariant.brokenAt ??= now',
    'invariant.brokenAt = now',
  ),
  bug(
    'marks at the instant of the mark before them do not count',
    'state/mark-times.ts',
    'this.rises[mark]!.filter((rise) => rise.number >= number)',
    'this.rises[mark]!.filter((rise) => rise.number > number + 1)',
  ),
  // Services.
  bug(
    'queues are always first in, first out',
    'services/server.ts',
    'server.model.lifo ? server.lastWaiting : server.firstWaiting',
    'server.firstWaiting',
  ),
  bug(
    'a full queue never drops the oldest',
    'services/server.ts',
    'server.model.dropsOldest ? server.oldest : null',
    'null',
  ),
  bug(
    'the oldest attempt is dropped whatever its priority',
    'services/server.ts',
    '(server.model.prioritized && a.priority > oldest.priority)',
    'false',
  ),
  bug(
    'parallel calls wait for each other',
    'services/server.ts',
    'calls[a.call - 1]!.parallel &&',
    'false &&',
  ),
  bug('members do not take turns', 'services/members.ts', 'at + 1 === serving.length ? 0 : at + 1', 'at'),
  bug(
    'a member is taken out as fast as it comes back',
    'services/members.ts',
    '(member.healthy ? check.unhealthyAfter : check.healthyAfter)',
    'check.healthyAfter',
  ),
  bug('a cooldown never ends', 'services/autoscaler.ts', 'host.now < this.quietUntil', 'this.quietUntil > 0'),
  bug(
    'all members leave at once',
    'services/autoscaler.ts',
    'fleet.retire(running - desired)',
    'fleet.retire(running - 1)',
  ),
  bug('optional calls may not fail', 'services/server.ts', 'if (ok || !required)', 'if (ok)'),
  bug(
    'only caches that are named first are emptied',
    'services/requests.ts',
    'if (edge.service === service) edge.cache?.empty();',
    'if (edge.service === service) return edge.cache?.empty();',
  ),
  bug(
    'the least busy member is the first one',
    'services/members.ts',
    'this.loads!.firstLeast(turn)',
    'this.loads!.firstLeast(0)',
  ),
  bug('throttles never run dry', 'services/server-state.ts', '    this.tokens--;\n', ''),
  bug(
    'one retry too few',
    'services/edge.ts',
    'attempts > this.max.readFor(b)',
    'attempts >= this.max.readFor(b)',
  ),
  bug(
    'successes do not reset a breaker',
    'services/edge.ts',
    'ok ? 0 : this.consecutive + 1',
    'ok ? this.consecutive : this.consecutive + 1',
  ),
  bug(
    'failures are cached as long as successes',
    'services/cache.ts',
    '(ok ? this.ttl : this.negativeTtl)',
    '(ok ? this.ttl : this.ttl)',
  ),
  bug(
    'a full cache has space for one more',
    'services/cache.ts',
    'this.held[client]! < this.size',
    'this.held[client]! <= this.size',
  ),
  bug(
    'a changed rate ignores the time so far',
    'services/load.ts',
    'Math.max(0, this.left - rateWork(this.profile, this.current, this.since, this.host.now))',
    'this.left',
  ),
  // Metrics.
  bug(
    'measures have a value one pane early',
    'metrics/measures.ts',
    'measure.closed < PANES ?',
    'measure.closed < PANES - 1 ?',
  ),
  bug(
    'recovery may come before the trigger',
    'metrics/recovery.ts',
    'Math.max(last.from, trigger.from)',
    'last.from',
  ),
  bug(
    'windows count what ends in the warm-up',
    'metrics/counters.ts',
    'this.windowEnd = warmup;',
    'this.windowEnd = 0;',
  ),
];

function bug(what: string, file: string, from: string, to: string): SeededBug {
  return { what, file, from, to };
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Folders that the copies need: the language, the engine, and the comparison. */
const FOLDERS = [
  'diagnostic',
  'result.ts',
  'result',
  'time',
  'yaml',
  'scenario',
  'model',
  'engine',
  'tests/random',
  'tests/reference-runner',
];

/**
 * Makes each mistake in a copy of the engine and compares the copy with the reference runner.
 *
 * @param scenarios maximum number of scenarios to try for one mistake
 * @returns the mistakes, and whether the comparison caught each of them
 * @throws Error if a mistake can no longer be made, or if the comparison fails without any mistake
 */
export function seedBugs(
  scenarios: number,
  report: (line: string) => void,
): { bug: SeededBug; noticed: boolean }[] {
  const folder = mkdtempSync(join(tmpdir(), 'seeded-'));
  try {
    for (const name of FOLDERS)
      cpSync(join(ROOT, 'src', name), join(folder, 'src', name), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const differs = (): boolean => {
      const replay = join(folder, 'src/tests/random/replay.ts');
      const { status } = spawnSync(process.execPath, [replay, '1', String(scenarios), 'first'], {
        stdio: 'ignore',
      });
      return status !== 0;
    };
    if (differs()) throw new Error('the engine and the reference runner differ without a mistake');
    return BUGS.map((one) => {
      const path = join(folder, 'src/engine', one.file);
      const right = readFileSync(path, 'utf8');
      if (right.split(one.from).length !== 2)
        throw new Error(`\`${one.from}\` isn't in ${one.file} once: update the list`);
      writeFileSync(
        path,
        right.replace(one.from, () => one.to),
      );
      const noticed = differs();
      writeFileSync(path, right);
      report(`${noticed ? 'noticed' : 'MISSED '} ${one.file}: ${one.what}`);
      return { bug: one, noticed };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** When run directly, prints the mistakes caught. Usage: `node src/tests/random/seeded-run-bugs.ts [scenarios]` */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  const noticed = seedBugs(Number(process.argv[2] ?? 1000), print).filter((one) => one.noticed).length;
  print(`${noticed} of ${BUGS.length} noticed`);
  process.exitCode = noticed >= BUGS.length - 1 ? 0 : 1;
}
