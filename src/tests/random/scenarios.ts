import { Chance, indented, type Place, type ProcessPlan, quoted } from './expressions.ts';
import { PropertyWriter } from './properties.ts';
import { type QueueParts, queueParts } from './queues.ts';
import { type RushParts, rushParts } from './rushes.ts';
import { withSources } from './sources.ts';

/**
 * Small random scenarios that cover all features of runs. They are text, so a scenario that fails can be kept as a
 * case. The same seed always results in the same scenario.
 */
export function scenarioOf(seed: number): string {
  return new ScenarioWriter(seed).write();
}

/** The same scenario, with the expressions under `let` in place of their names. */
export function inlinedScenarioOf(seed: number): string {
  return new ScenarioWriter(seed, true).write();
}

const NUMBERS = [
  '{ dist: constant, value: 2 }',
  '{ dist: uniform, min: half, max: 3.5 }',
  '{ dist: exponential, mean: 0.2 }',
  '{ dist: lognormal, p50: 0.5, p99: 2 }',
];

const CHANCES = ['30%', '0.25', '0%', '10%', "'flag ? 0.3 : 0.1'", "'half / 2.0'"];

class ScenarioWriter extends PropertyWriter {
  private readonly starts: Chance;
  private readonly shared: QueueParts;
  private readonly rush: RushParts;
  private readonly sources: Chance;

  constructor(seed: number, inline = false) {
    super(new Chance(seed), inline);
    this.starts = new Chance(seed + 500_000);
    this.shared = queueParts(new Chance(seed + 900_000), this.until);
    this.rush = rushParts(new Chance(seed + 1_300_000), this.until);
    this.sources = new Chance(seed + 1_700_000);
  }

  write(): string {
    const { c } = this;
    const processes = [
      ...this.processes.map((process) => this.process(process)),
      ...this.postman(),
      ...this.shared.processes,
      ...this.rush.processes,
    ];
    const services = [...this.services.map((name, i) => this.service(name, i)), ...this.rush.services];
    const loads = [...this.loads.map((name) => this.load(name)), ...this.rush.loads];
    const sections: string[] = [
      'scenario: random',
      `until: ${this.until}s`,
      ...(this.clocked ? ['clock: { start: 2025-03-01T10:00:00Z, zone: Europe/Berlin }'] : []),
      // Timers have odd durations because the guide doesn't specify which event at an instant first detects an expired
      // timer.
      'const:',
      ...['glance: 307ms', 'patience: 2011ms', 'short: 300ms', 'long: 2s', 'half: 0.5', 'two: 2'].map(
        (line) => `  ${line}`,
      ),
      ...(this.clocked ? ["  tuned: { value: 3, basis: 'fitted: observed.fit_mark' }"] : []),
      ...(this.clocked ? this.observed() : []),
      'state:',
      '  n: 0',
      `  flag: ${c.maybe(0.5)}`,
      '  x: 1.5',
      '  small: { type: int, init: 1, min: -1000, max: 1000 }',
      '  phase: { enum: [idle, busy, done] }',
      `  items: ${c.pick(['{ type: "list<int>", init: [1, 2] }', 'range(two)', '{ type: list<int>, fill: two, size: 3 }'])}`,
      '  seen: { type: "set<int>", init: [] }',
      '  votes: { type: "map<string, int>", init: {} }',
      '  text: ""',
      '  job: { type: { n: int, tag: string, at: { wait: duration, ok: bool } }, init: { n: 2 } }',
      "  jobs: { type: 'list<{ n: int, tag: string }>', init: [{ n: 1 }, { tag: b }] }",
      '  span: 1s',
      `  lease: { type: timer, init: ${c.int(0, 9)}s${c.int(1, 99)}ms }`,
      ...this.startLines(),
      ...this.letLines(null),
      ...(this.channels.length + this.shared.channels.length === 0
        ? []
        : ['channels:', ...this.channels.map((name) => this.channel(name)), ...this.shared.channels]),
      ...(processes.length === 0 ? [] : ['processes:', ...processes]),
      ...(services.length === 0 ? [] : ['services:', ...services]),
      ...(loads.length === 0 ? [] : ['load:', ...loads]),
      ...this.measureLines(),
      ...this.allFaults(),
      ...this.properties(),
      ...this.outcomes(),
      `simulate: { seed: ${c.int(1, 1000)}${this.services.length > 0 && c.maybe(0.3) ? `, warmup: ${c.int(1, 4)}s` : ''} }`,
    ];
    return withSources(`${sections.join('\n')}\n`, this.sources);
  }

  private allFaults(): string[] {
    const faults = this.faults();
    const more = [...this.shared.faults, ...this.rush.faults];
    return faults.length > 0 || more.length === 0 ? [...faults, ...more] : ['faults:', ...more];
  }

  /** Several initial states. They are drawn from a separate stream, so that other parts don't depend on them. */
  private startLines(): string[] {
    const c = this.starts;
    if (!c.maybe(0.3)) return [];
    const choices = [
      c.pick(['n: range(4)', 'n: [1, 7, two]']),
      'flag: [true, false]',
      'phase: [done, idle]',
      'span: [short, 2s, 1s500ms]',
      'seen: [[], [1, 2], [4]]',
      'text: ["", ab]',
    ].filter(() => c.maybe(0.5));
    const where = c.pick([
      'n > 1',
      'flag || n != 2',
      'size(seen) != 1 || phase != idle',
      'span < 5s && x > 1.0',
    ]);
    return [
      'init:',
      '  choose:',
      ...indented([...choices, 'small: [1, -4, 30]']),
      ...(c.maybe(0.6) ? [`  where: ${quoted(where)}`] : []),
    ];
  }

  // Processes.

  private process(plan: ProcessPlan): string {
    const { c } = this;
    const { name, kind, ids, constant, loop, steps } = plan;
    const group = steps.length >= 3 && c.maybe(0.25);
    const written = steps.map((_, i) => this.step(plan, i, group && (i === 1 || i === 2)));
    const block = !group && steps.length >= 3 && c.maybe(0.25);
    return [
      `  ${name}:`,
      ...(kind === 'named' && constant
        ? [`    instances: { ${ids.map((id, i) => `${id}: { weight: ${i + 1} }`).join(', ')} }`]
        : []),
      ...(kind === 'named' && !constant ? [`    instances: [${ids.join(', ')}]`] : []),
      ...(kind === 'fleet' ? [`    instances: ${c.int(2, 5)}`] : []),
      ...(loop === '' ? [] : [`    loop: ${loop}`]),
      ...(c.maybe(0.1) ? ['    may_wait: true'] : []),
      `    local: { k: ${c.int(0, 2)}, b: false, t: { type: timer, init: ${c.int(0, 4)}s${c.int(1, 99)}ms } }`,
      ...indented(this.letLines(name)),
      ...(group ? [`    atomic: [[${steps[1]}, ${steps[2]}]]`] : []),
      '    steps:',
      ...(block
        ? [
            ...written[0]!,
            `      - while: ${quoted(`self.k < ${c.int(2, 5)}`)}`,
            '        steps:',
            ...indented(written[1]!),
            ...indented(written[2]!),
            ...indented([
              `      - { id: ${name}_w, delay: ${c.int(1, 5) * 200}ms, set: { self.k: self.k + 1 } }`,
            ]),
            ...written.slice(3).flat(),
          ]
        : written.flat()),
    ].join('\n');
  }

  /** A process that sends to every process that receives, so that there are messages of each kind. */
  private postman(): string[] {
    const { c } = this;
    const receivers = this.processes.filter(({ receives }) => receives);
    if (receivers.length === 0) return [];
    const via = (): string =>
      this.channels.length > 0 && c.maybe(0.6) ? `, via: ${c.pick(this.channels)}` : '';
    const sends = receivers.flatMap(({ name }) =>
      ['"ask"', '"answer"'].map(
        (kind) =>
          `          - { to: ${name}, body: { n: n, kind: '${kind}', job: 'size(jobs) > 0 ? jobs[0] : {n: 4}' }${via()} }`,
      ),
    );
    return [
      [
        '  post:',
        `    loop: ${c.pick(['1511ms', '4013ms'])}`,
        '    steps:',
        '      - id: mail',
        '        send:',
        ...sends,
      ].join('\n'),
    ];
  }

  private step(plan: ProcessPlan, i: number, grouped: boolean): string[] {
    const { c } = this;
    const id = plan.steps[i]!;
    const place: Place = { process: plan, measures: true };
    if (!grouped && c.maybe(0.2)) {
      const drawn = c.maybe(0.4);
      const weighted = !drawn && c.maybe(0.5);
      const branches = [0, 1, 2]
        .slice(0, c.int(2, 3))
        .map((b) => [
          `          - id: ${id}_${b}`,
          ...indented(this.body(plan, i, { grouped: false, branch: b, drawn }), 12),
          ...(drawn && (b === 0 || c.maybe(0.6)) ? [`            chance: ${c.pick(CHANCES)}`] : []),
          ...(weighted && c.maybe(0.7) ? [`            weight: ${c.pick([0, 1, 2, 0.5])}`] : []),
        ]);
      return [`      - id: ${id}`, '        either:', ...branches.flat()];
    }
    const repeats = !grouped && c.maybe(0.12);
    return [
      `      - id: ${id}`,
      ...(c.maybe(0.1) ? ['        may_wait: true'] : []),
      ...(repeats
        ? [`        while: ${quoted(`${this.cond({ ...place, measures: c.maybe(0.3) })} && self.k < 6`)}`]
        : []),
      ...indented(this.body(plan, i, { grouped, branch: -1, repeats }), 8),
    ];
  }

  private body(
    plan: ProcessPlan,
    i: number,
    options: { grouped: boolean; branch: number; repeats?: boolean; drawn?: boolean },
  ): string[] {
    const { c } = this;
    const { grouped, branch, repeats = false, drawn = false } = options;
    const last = i === plan.steps.length - 1;
    const lines: string[] = [];
    let place: Place = { process: plan, measures: true };
    // The first step takes time, so each round also takes time.
    const timed = !grouped && (i === 0 || repeats || c.maybe(0.5));
    const at = timed && !repeats && i > 0 && branch < 0 && c.maybe(0.15);
    if (branch < 0 && !repeats && i > 0 && c.maybe(0.3)) {
      lines.push(`skip_if: ${quoted(this.cond(place))}`);
      lines.push(`skip_to: ${c.pick(['start', last ? 'end' : plan.steps[i + 1]!, 'end'])}`);
    }
    // Alternatives with a chance can't wait.
    const receives = plan.receives && !grouped && !drawn && c.maybe(0.45);
    const guarded = !drawn && c.maybe(0.35);
    if (guarded) lines.push(`when: ${quoted(this.cond(place))}`);
    if (receives) {
      lines.push(
        `receive: { as: m${c.maybe(0.4) ? `, where: ${quoted(this.cond({ ...place, message: 'm' }))}${c.maybe(0.4) ? ', head: true' : ''}` : ''} }`,
      );
    }
    if (at) lines.push(`at: ${this.clocked && c.maybe(0.5) ? 'observed.o1' : `${c.int(1, this.until)}s`}`);
    else if (timed) lines.push(`delay: ${this.delay(place)}`);
    if (receives) place = { ...place, message: 'm' };
    if (!drawn && c.maybe(0.2)) {
      const process = c.pick(this.processes);
      const from = c.pick([
        '[1, 2, 3]',
        'range(n % 4)',
        'items',
        'seen',
        'items.filter(i, i > 1)',
        'range(1 + self.k % 3)',
      ]);
      if (c.maybe(0.2)) lines.push(`choose: { who: ${process.name} }`);
      else {
        lines.push(`choose: { c: ${quoted(from)}${c.maybe(0.2) ? ', e: "[4, 5]"' : ''} }`);
        place = { ...place, choice: 'c' };
      }
    }
    const calls = this.services.length > 0 && !grouped && !receives;
    if (calls && c.maybe(0.3)) {
      lines.push(`call: ${this.call(place, c.pick(this.services))}`);
      if (c.maybe(0.5)) lines.push(`fail_to: ${c.pick(['start', 'end', ...plan.steps.slice(i)])}`);
    }
    if (c.maybe(0.1)) {
      lines.push(`draw: { u: ${c.pick(NUMBERS)}, w: { dist: uniform, min: -1, max: 1 } }`);
      lines.push("set: { x: 'x / 2.0 + u * w' }");
    } else lines.push(...this.set(place, repeats));
    if (!drawn && this.processes.some(({ receives: any }) => any) && c.maybe(plan.receives ? 0.35 : 0.6))
      lines.push(...this.send(place));
    if (c.maybe(0.3)) lines.push(`say: '${this.sentence(place)}'`);
    if (!grouped && !repeats && c.maybe(0.2))
      lines.push(`then: ${c.pick(['start', 'end', ...(timed ? plan.steps : [])])}`);
    return lines.length === 0 ? ['set: { n: n + 1 }'] : lines;
  }

  private set(place: Place, counts: boolean): string[] {
    const { c } = this;
    const sets = new Map<string, string>();
    for (let i = c.int(counts ? 0 : 0, 3); i > 0; i--) {
      const int = this.int(place);
      const targets: [string, string][] = [
        ['n', `min(${int}, 50)`],
        ['n', 'min(n + 1, 99)'],
        ['small', `min(${int}, 9)`],
        ['flag', this.cond(place)],
        ['flag', '!flag'],
        ['x', this.double(place)],
        ['phase', c.pick(['idle', 'busy', 'done', '(flag ? busy : idle)'])],
        [
          'items',
          c.pick([
            `size(items) < 5 ? items + [${int}] : [1]`,
            `items - [${int}]`,
            'range(n % 4)',
            'items.map(i, i % 5 + 1)',
          ]),
        ],
        ['items[0]', `size(items) > 0 ? ${int} : 0`],
        ['seen', c.pick([`seen + [${int}]`, `seen - [${int}]`, 'set(items)'])],
        ['votes["a"]', int],
        ['text', c.pick(['"a"', 'size(text) < 6 ? text + "b" : "a"', `string(${int})`])],
        ['lease', c.pick(['patience', 'timer(patience)', 'timer(glance * (1 + n % 5))'])],
        ['job.n', `min(${int}, 30)`],
        ['job.at.ok', this.cond(place)],
        ['job', c.pick([`{n: ${c.int(0, 5)}, at: {ok: flag}}`, 'flag ? job : {tag: text}'])],
        ['jobs', c.pick(['size(jobs) < 4 ? jobs + [{n: n, tag: job.tag}] : [{n: 3}]', 'jobs - [{n: 1}]'])],
        ['jobs[0].n', `min(${int}, 9)`],
        ['span', this.duration({ ...place })],
        ['self.k', `min(${int}, 20)`],
        ['self.k', 'self.k + 1'],
        ['self.b', this.cond(place)],
        ['self.t', c.pick(['timer(glance)', 'timer(patience)'])],
        ...this.services.flatMap((name): [string, string][] => [
          [`${name}.concurrency`, `max(1, ${int} % 5)`],
          [`${name}.slowdown`, `max(0.5, min(4.0, ${this.double(place)}))`],
          [`${name}.available`, c.pick(['0.5', '1.0', '0.0', '(flag ? 1.0 : 0.3)'])],
          [`${name}.queue`, '0'],
          [`${name}.cache`, '0'],
        ]),
        ...this.poolSizes().map((name): [string, string] => [name, `max(1, ${int} % 4)`]),
        ...this.loads.map((name): [string, string] => [
          `${name}.rate`,
          c.pick(['2/s', '6/s', '(flag ? 1.0 : 5.0)']),
        ]),
      ];
      const [name, value] = c.pick(
        targets.filter(
          ([target]) =>
            !/^(alpha|beta|gamma|users|jobs)\.(concurrency|available|rate|pools.*)$/.test(target) ||
            this.settable.has(target),
        ),
      );
      // A step can set two fields of a record, but it can't set both a record and one of its fields, or two items.
      const parts = (target: string): string => `${target.replace(/\[.*/, '')}.`;
      const clashes = (other: string): boolean =>
        parts(other).startsWith(parts(name)) || parts(name).startsWith(parts(other));
      if (![...sets.keys()].some(clashes)) sets.set(name, value);
    }
    if (counts) sets.set('self.k', 'self.k + 1');
    if (sets.size === 0) return [];
    return ['set:', ...[...sets].map(([name, value]) => `  ${quoted(name)}: ${quoted(value)}`)];
  }

  private send(place: Place): string[] {
    const { c } = this;
    const to = c.pick(this.processes.filter(({ receives }) => receives));
    const target = c.pick([
      to.name,
      ...(to.kind === 'single' ? [] : [`${to.name}[0]`, `${to.name}.filter(i, i.k > 0)`]),
      ...to.ids,
      ...(to.ids.length > 1 ? [`[${to.ids.slice(0, 2).join(', ')}]`] : []),
    ]);
    const via = this.channels.length > 0 && c.maybe(0.7) ? `, via: ${c.pick(this.channels)}` : '';
    const kind = c.pick([`, kind: ${quoted('"ask"')}`, `, kind: ${quoted('"answer"')}`, '']);
    const job = c.maybe(0.3) ? `, job: ${c.pick(["'jobs[0]'", quoted('{n: n, tag: "c"}')])}` : '';
    return [`send: { to: ${quoted(target)}, body: { n: ${quoted(this.int(place))}${kind}${job} }${via} }`];
  }

  private sentence(place: Place): string {
    const { c } = this;
    const parts = [
      'n',
      'text',
      ...this.namedValues(),
      'items',
      'phase',
      'x',
      'lease.over',
      'span',
      'old.n',
      'votes',
      'seen',
      'job',
      'jobs',
      'old.job.at',
      ...(place.process === null ? [] : ['self.k', 'self.id', 'old.flag']),
      ...(place.message === undefined ? [] : ['m.n', 'm.from']),
      ...this.measures,
      ...this.durations,
    ];
    return `counts <${c.pick(parts)}> and <${c.pick(parts)}>`;
  }

  private channel(name: string): string {
    const { c } = this;
    const none: Place = { process: null, measures: true };
    const keys = [
      ...(c.maybe(0.8) ? [`latency: ${this.delay(none)}`] : []),
      ...(c.maybe(0.4) ? [`loss: ${c.pick(['0.2', '30%', quoted('flag ? 0.5 : 0.0')])}`] : []),
      ...(c.maybe(0.3) ? [`duplicate: ${c.pick(['0.3', quoted('n > 3 ? 0.6 : 0.0')])}`] : []),
      ...(c.maybe(0.5) ? [`order: ${c.pick(['any', 'fifo'])}`] : []),
      ...(c.maybe(0.3) ? [`capacity: ${c.int(1, 4)}`] : []),
    ];
    return `  ${name}: { ${keys.join(', ')} }`;
  }
}
