import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../result.ts';
import { type Bench, COUNTERS, createBench, LEASE, WRITE_UP } from '../../tests/support/command.ts';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('lease.yaml', LEASE);
  bench.write('page.md', WRITE_UP);
  bench.write('false.yaml', LEASE.replace('happens: lost', 'never: lost'));
  bench.write('broken.yaml', LEASE.replace("'!up'", "'!upp'"));
  bench.write(
    'two.md',
    `\`\`\`scenario\n${LEASE}\`\`\`\n\n> \`\`\`scenario\n> scenario: idle\n> until: 1s\n> state: { n: 0 }\n> \`\`\`\n`,
  );
});

afterAll(() => bench.remove());

test('in a project, a repeated run and a fit find the cached result', async () => {
  bench.write('project/node_modules/astro/package.json', '{}');
  bench.write('project/page.md', WRITE_UP);
  const folder = join(bench.folder, 'project');
  const cached = (): number => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile() && /\.astro.hindcast/.test(file.parentPath)).length;
  };
  const first = await bench.callIn(folder, ['run', 'page.md', '--json']);
  expect(cached()).toBe(1);
  expect(await bench.callIn(folder, ['run', 'page.md', '--json'])).toEqual(first);
  expect(await bench.callIn(folder, ['fit', 'page.md'])).toMatchObject({ code: 0 });
  expect(cached()).toBe(1);
  await bench.callIn(folder, ['run', 'page.md', '--seed', '9']);
  expect(cached()).toBe(2);
});

describe('text of a bare scenario', () => {
  test('prints marks, properties, variants and claims', async () => {
    const { code, out, err } = await bench.call(['run', 'lease.yaml']);
    expect(code).toBe(0);
    expect(out).toMatch(/^lease: A lease is lost\n {2}file {6}lease\.yaml:1\n/);
    expect(out).toMatch(/ run {7}seed 1, engine /);
    expect(out).toMatch(/^ {2}lost +10 min +– +– +computed: not observed$/m);
    expect(out).toMatch(
      /^ {2}held +invariant +VIOLATED +at 10 min, when holder loses the lease\. Condition: up$/m,
    );
    expect(out).toMatch(/^ {2}longer +lost at 30 min, \+20 min$/m);
    expect(out).toMatch(/^ {2}same +no effect$/m);
    expect(out).toMatch(/^ {2}base +met +lost happens: it happens at 10m$/m);
    // A warning doesn't change the exit status.
    expect(err).toMatch(/^lease\.yaml:15:3 warning scenario\/no-effect: /);
    expect(err).toMatch(/\n0 errors, 1 warning\n$/);
  });

  test('has no color without a terminal or with NO_COLOR', async () => {
    const sequence = '\u001b[';
    const plain = await bench.call(['run', 'lease.yaml']);
    expect(plain.out + plain.err).not.toContain(sequence);
    const bare = await bench.call(['run', 'lease.yaml'], { terminal: 100, env: { NO_COLOR: '1' } });
    expect(bare.out + bare.err).not.toContain(sequence);
    const colored = await bench.call(['run', 'lease.yaml'], { terminal: 100 });
    expect(colored.out).toContain(`${sequence}31mVIOLATED`);
    expect(stripVTControlCharacters(colored.out)).toBe(bare.out);
  });

  test('fits a narrow terminal', async () => {
    const { out } = await bench.call(['run', 'lease.yaml'], { terminal: 70, env: { TERM: 'dumb' } });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(70);
  });

  test("replaces control characters in authors' text", async () => {
    const hostile = LEASE.replace('A lease is lost', '"\\e[2J\\u202egone"').replace(
      'loses the lease',
      '"\\a"',
    );
    const { code, out } = await bench.call(['run', '-'], { stdin: hostile });
    expect(code).toBe(0);
    expect(out).toMatch(/^lease: \ufffd\[2J\ufffdgone\n/);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test('says that a scenario without `until` is not run', async () => {
    const { code, out } = await bench.call(['run', '-'], { stdin: LEASE.replace('until: 1h\n', '') });
    expect(code).toBe(0);
    expect(out).toContain('Not run: the scenario has no `until`. Use `hindcast explore` to search it.\n');
    expect(out).not.toContain('Marks');
  });

  test('leaves out searches, or prints one line for each', async () => {
    const plain = await bench.call(['run', '-'], { stdin: COUNTERS });
    expect(plain.code).toBe(0);
    expect(plain.out).not.toContain('VIOLATED');
    const { code, out } = await bench.call(['run', '-', '--explore'], { stdin: COUNTERS });
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Searches +every order of steps\n {2}base +VIOLATED {2}level, in 1 step; also low; 11 states\n/m,
    );
    expect(out).toMatch(/^ {2}still +HOLDS +every property holds in every order of steps; 4 states$/m);
    const json = await bench.call(['run', '-', '--explore', '--json'], { stdin: COUNTERS });
    expect(JSON.parse(json.out).explorations).toHaveLength(3);
  });

  test("doesn't warn about a variant that only has an effect in a search", async () => {
    const stdin = `${COUNTERS.replace('top: 2', 'top: 0').replace('still: { const.top: 0 }', 'slow: { left.up.delay: 9s }')}until: 1s\n`;
    expect((await bench.call(['run', '-'], { stdin })).err).toBe('');
  });
});

describe('text of a write-up', () => {
  test('compares with the observed timeline, in UTC and the time zone', async () => {
    const { code, out, err } = await bench.call(['run', 'page.md']);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('page.md:18\n');
    expect(out).toContain('starts 2025-10-20T06:00:00Z = 2025-10-20T08:00:00+02:00 (Europe/Berlin)');
    expect(out).toContain('1 stated assumption; 1 constant: 1 fitted (patience)');
    expect(out).toMatch(
      /^ {2}lost +UTC +Oct 20 06:10:00 +Oct 20 06:11 +−1 min +fit: patience was chosen to match the observed time$/m,
    );
    expect(out).toMatch(/^ +CEST +Oct 20 08:10:00 +Oct 20 08:11$/m);
    expect(out).toMatch(
      /^ {2}restored +UTC +Oct 20 06:30:00 +Oct 20 06:30 +0 s +input: follows from the observed timeline$/m,
    );
    expect(out).toMatch(
      /^ {2}writes +UTC +Oct 20 06:10 +Oct 20 06:30 +20 min +100 ?% +[\d,]+ of [\d,]+ +\d/m,
    );
    expect(out).toMatch(/^ {2}restored +UTC +Oct 20 06:30 +operators restore the lease$/m);
    expect(out).toMatch(
      /^ {2}longer +no restored; lost at Oct 20 06:40:00 UTC \(Oct 20 08:40:00 CEST\), \+30 min;/m,
    );
  });

  test('prints one variant in full', async () => {
    const { code, out } = await bench.call(['run', 'page.md', '--variant', 'longer']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Variant longer\n {2}const\.patience: 40m\n\nMarks /m);
    expect(out).not.toMatch(/^Variants/m);
    expect(out).toMatch(/^ {2}restored +UTC +(never|not by end of run) +Oct 20 06:30 /m);
    const base = await bench.call(['run', 'page.md', '--variant', 'base']);
    expect(base.code).toBe(0);
    expect(base.out).not.toContain('longer');
  });

  test('runs all scenarios in order, or the named one', async () => {
    const all = await bench.call(['run', 'two.md']);
    expect(all.out).toMatch(/^lease: [\s\S]*\n\n\nidle\n/);
    const one = await bench.call(['run', 'two.md', '--scenario', 'idle']);
    expect(one.out).toMatch(/^idle\n {2}file {6}two\.md:22\n/);
    expect(one.out).not.toContain('lease');
    const having = await bench.call(['run', 'two.md', '--variant', 'longer']);
    expect(having.code).toBe(0);
    expect(having.out).not.toContain('idle');
  });

  test('reports a repeated scenario id, unless another scenario is chosen', async () => {
    const twice =
      `\`\`\`scenario\n${LEASE}\`\`\`\n\`\`\`scenario\nscenario: other\nuntil: 1s\n\`\`\`\n`.repeat(2);
    const all = await bench.call(['run', '-'], { stdin: twice });
    expect(all.code).toBe(1);
    expect(all.err.match(/^<stdin>:\d+:\d+ error page\/duplicate-scenario/gm)).toHaveLength(2);
    const other = await bench.call(['run', '-', '--scenario', 'other'], { stdin: twice });
    expect(other.err.match(/^<stdin>:\d+:\d+ error \S+/gm)).toEqual([
      expect.stringContaining('page/duplicate-scenario'),
    ]);
  });

  test('reports errors in the timeline', async () => {
    const { code, out, err } = await bench.call(['run', '-'], {
      stdin: WRITE_UP.replace('2025-10-20T08:11:00+02:00', 'noon'),
    });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^<stdin>:11:19 error page\/time: `noon` /m);
  });
});

describe('JSON', () => {
  test('is the Result of a single scenario and has the same bytes each time', async () => {
    const first = await bench.call(['run', 'lease.yaml', '--json']);
    const second = await bench.call(['run', 'lease.yaml', '--json']);
    expect(second.out).toBe(first.out);
    expect(first.out.endsWith('}\n')).toBe(true);
    const result: Result = JSON.parse(first.out);
    expect(result).toMatchObject({ version: 3, scenario: 'lease', until: 3_600_000_000 });
    expect(result.runs.map(({ variant }) => variant)).toEqual(['base', 'longer', 'same']);
    expect(result.runs[0]!.marks[0]).toMatchObject({ id: 'lost', at: 600_000_000 });
  });

  test('uses the seed and the variant', async () => {
    const { out } = await bench.call([
      'run',
      'page.md',
      '--json',
      '--seed',
      '4294967295',
      '--variant',
      'longer',
    ]);
    const result: Result = JSON.parse(out);
    expect(result.runs.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['base', 0xffff_ffff],
      ['longer', 0xffff_ffff],
    ]);
    expect(result.observed.map(({ id }) => id)).toEqual(['lost', 'restored']);
    const other = await bench.call(['run', 'page.md', '--json', '--variant', 'longer', '--seed', '0']);
    expect(JSON.parse(other.out).runs[0].services).not.toEqual(result.runs[0]!.services);
  });

  test('is an array for several scenarios', async () => {
    const { out } = await bench.call(['run', 'two.md', '--json']);
    expect(JSON.parse(out).map(({ scenario }: Result) => scenario)).toEqual(['lease', 'idle']);
    const one = await bench.call(['run', 'two.md', '--json', '--scenario', 'lease']);
    expect(JSON.parse(one.out).scenario).toBe('lease');
  });
});

describe('errors', () => {
  test('a false claim is an error, and the result is still printed', async () => {
    const { code, out, err } = await bench.call(['run', 'false.yaml']);
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}base +NOT MET +lost doesn't happen: it happens at 10m$/m);
    expect(err).toContain('false.yaml:17:25 error expect/unmet: ');
    const json = await bench.call(['run', 'false.yaml', '--json']);
    expect([json.code, JSON.parse(json.out).scenario]).toEqual([1, 'lease']);
  });

  test('an error prints nothing to standard output', async () => {
    for (const argv of [
      ['run', 'broken.yaml'],
      ['run', 'broken.yaml', '--json'],
    ]) {
      const { code, out, err } = await bench.call(argv);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^broken\.yaml:10:11 error cel\/unknown-name: /);
      expect(err).toContain('did you mean `up`?');
      expect(err).not.toMatch(/^\s+at /m);
    }
  });

  test('scenarios without errors are still printed', async () => {
    const stdin = `\`\`\`scenario\nscenario: [\n\`\`\`\n\`\`\`scenario\n${LEASE}\`\`\`\n`;
    const { code, out, err } = await bench.call(['run', '-', '--json'], { stdin });
    expect(code).toBe(1);
    expect(JSON.parse(out).map(({ scenario }: Result) => scenario)).toEqual(['lease']);
    expect(err).toContain('<stdin>:2:');
  });
});

describe('standard input', () => {
  test('is read as YAML, or as a write-up if it has front matter or a scenario block', async () => {
    for (const stdin of [LEASE, `---\n${LEASE}`, LEASE.replaceAll('\n', '\r\n'), `\ufeff${LEASE}`]) {
      const { code, out } = await bench.call(['run', '-', '--json'], { stdin });
      expect([code, JSON.parse(out).scenario]).toEqual([0, 'lease']);
    }
    const front = await bench.call(['run', '-', '--json'], { stdin: WRITE_UP });
    expect(JSON.parse(front.out).scenario).toBe('leases');
    const fence = await bench.call(['run', '-', '--json'], { stdin: `Text\n\n~~~scenario\n${LEASE}~~~\n` });
    expect(JSON.parse(fence.out).scenario).toBe('lease');
  });
});

describe('a trace', () => {
  test('is printed for the given names, with marks', async () => {
    const all = await bench.call(['run', 'lease.yaml', '--trace']);
    expect(all.out).toMatch(/^Trace\n(?: {2}.*\n)*? {2}10 min +holder +loses the lease$/m);
    const mark = await bench.call(['run', 'lease.yaml', '--trace', 'lost | hollder']);
    expect(mark.out).toMatch(/^Trace\n {2}10 min +lost +mark: !up\n.*`hollder`.*did you mean `holder`\?$/m);
  });
});

test('steps that never happen are listed with the reason', async () => {
  bench.write(
    'stuck.yaml',
    'scenario: stuck\nuntil: 1h\nstate: { a: false }\nprocesses: { p: { steps: [{ id: go, when: a }, { id: on }] } }\n',
  );
  const { code, out } = await bench.call(['run', 'stuck.yaml']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Never happened\n {2}p\.go +p waited 1 h: `a` was false the whole time\n {2}not reached +p\.on$/m,
  );
  const checked = await bench.call(['check', 'stuck.yaml']);
  expect(checked.err + checked.out).toContain(
    'warning run/never-happened: the step `go` of `p` never happens',
  );
});

test('with --quick, makes one run and leaves claims about many runs unchecked', async () => {
  const claim = 'expect: { base: { run: { never: lost, in_runs: 2 } } }';
  bench.write('many.yaml', `${LEASE.replace(/^expect:[\s\S]*/m, '')}simulate: { runs: 3 }\n${claim}\n`);
  const all = await bench.call(['run', 'many.yaml']);
  expect(all.code).toBe(1);
  expect(all.out).toContain('3 runs with different random numbers');
  const quick = await bench.call(['run', 'many.yaml', '--quick']);
  expect(quick.code).toBe(0);
  expect(quick.out).not.toContain('Sweep');
  expect(quick.out).toMatch(
    /Only one run was made of the base and of each variant; \d+ other runs are left out\./,
  );
  expect(quick.out).toContain('Claims about many runs were not checked.');
  const { sweeps, runs } = JSON.parse((await bench.call(['run', 'many.yaml', '--quick', '--json'])).out);
  expect([sweeps, runs[0].expectations]).toEqual([[], []]);
});
