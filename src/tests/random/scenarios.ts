import { Chance, indented, type Place, type ProcessPlan, quoted } from './expressions.ts';
import { ServiceWriter } from './services.ts';

/**
 * Random small scenarios that cover all features of runs, as text, so that a failing one can be kept as a case. The same
 * seed gives the same scenario.
 */
export function scenarioOf(seed: number): string {
  return new ScenarioWriter(seed).write();
}

/** The same scenario with the expressions of `let` in place of their names. */
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

class ScenarioWriter extends ServiceWriter {
  private readonly starts: Chance;
  private readonly hasOutcomes = this.c.maybe(0.6);

  constructor(seed: number, inline = false) {
    super(new Chance(seed), inline);
    this.starts = new Chance(seed + 500_000);
  }

  write(): string {
    const { c } = this;
    const processes = [...this.processes.map((process) => this.process(process)), ...this.postman()];
    const services = this.services.map((name, i) => this.service(name, i));
    const loads = this.loads.map((name) => this.load(name));
    const sections: string[] = [
      'scenario: random',
      `until: ${this.until}s`,
      ...(this.clocked ? ['clock: { start: 2025-03-01T10:00:00Z, zone: Europe/Berlin }'] : []),
      // Timers have odd durations, since the guide doesn't say which event at an instant first notices that a timer
      // has expired.
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
      ...(this.channels.length === 0
        ? []
        : ['channels:', ...this.channels.map((name) => this.channel(name))]),
      ...(processes.length === 0 ? [] : ['processes:', ...processes]),
      ...(services.length === 0 ? [] : ['services:', ...services]),
      ...(loads.length === 0 ? [] : ['load:', ...loads]),
      ...this.measureLines(),
      ...this.faults(),
      ...this.properties(),
      ...this.outcomes(),
      `simulate: { seed: ${c.int(1, 1000)}${this.services.length > 0 && c.maybe(0.3) ? `, warmup: ${c.int(1, 4)}s` : ''} }`,
    ];
    return `${sections.join('\n')}\n`;
  }

  /** Several initial states. Drawn from a separate stream, so that other parts don't depend on it. */
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

  /** Sends to each process that receives, so that there are messages of each kind. */
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
    // The first step takes time, so that each round does too.
    const timed = !grouped && (i === 0 || repeats || c.maybe(0.5));
    const at = timed && !repeats && i > 0 && branch < 0 && c.maybe(0.15);
    if (branch < 0 && !repeats && i > 0 && c.maybe(0.3)) {
      lines.push(`skip_if: ${quoted(this.cond(place))}`);
      lines.push(`skip_to: ${c.pick(['start', last ? 'end' : plan.steps[i + 1]!, 'end'])}`);
    }
    // Alternatives that are selected at random can't wait.
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
      // Two fields of a record can be set together, but neither a field with the record nor two items.
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

  // Measures, faults and properties.

  private measureLines(): string[] {
    const { c } = this;
    if (this.measures.length === 0 && this.durations.length === 0) return [];
    const metric = (): string => {
      const service = c.pick(this.services);
      return c.pick([
        `rate(${service}.${c.pick(['arrivals', 'attempts', 'ok', 'errors', 'rejected', 'timeouts', 'hits'])})`,
        `sum(${service}.${c.pick(['ok', 'errors', 'attempts'])})`,
        `${c.pick(['avg', 'min', 'max'])}(${service}.${c.pick(['queue', 'busy'])})`,
        ...(this.pooled.get(service) ?? []).map(
          (pool) => `${c.pick(['avg', 'min', 'max'])}(${service}.pools.${pool}.${c.pick(['queue', 'busy'])})`,
        ),
        ...(this.fleets.includes(service)
          ? [`${c.pick(['avg', 'min', 'max'])}(${service}.${c.pick(['healthy', 'in_service'])})`]
          : []),
        ...(this.autoscaled.includes(service)
          ? [`${c.pick(['avg', 'min', 'max'])}(${service}.${c.pick(['wanted', 'starting', 'running'])})`]
          : []),
      ]);
    };
    return [
      'measure:',
      ...this.measures.map((name, i) => {
        const is = c.pick([
          metric(),
          metric(),
          `${metric()} / max(1.0, ${metric()})`,
          `${metric()} / ${metric()}`,
          `${metric()} + x`,
          `${metric()} * double(1 + n % 3)`,
          ...(i > 0 ? [`m1 + ${metric()}`, `has(m1) ? m1 : ${metric()}`] : []),
        ]);
        return `  ${name}: { is: ${quoted(is)}, window: ${c.pick(['1s', '2s', '5s', '3s'])} }`;
      }),
      ...this.durations.map(
        (name) =>
          `  ${name}: { is: ${c.pick(['avg', 'p50', 'p90', 'p99'])}(${c.pick(this.services)}.latency), window: ${c.pick(['2s', '4s'])} }`,
      ),
    ];
  }

  private observed(): string[] {
    const { c } = this;
    const at = (): string => `2025-03-01T10:00:${String(c.int(1, 20)).padStart(2, '0')}Z`;
    return [
      'observed:',
      `  o1: { at: ${at()}, text: first }`,
      `  mark0: { at: ${c.maybe(0.3) ? `[${at()}, 2025-03-01T10:00:21Z]` : at()}, text: a mark${c.maybe(0.5) ? ', within: 5s' : ''} }`,
      ...this.measures.map((name) => {
        const period = `from: 2025-03-01T10:00:0${c.int(1, 4)}Z, to: 2025-03-01T10:00:${c.int(10, 19)}Z`;
        return `  ${name}: { ${c.maybe(0.5) ? `at: ${at()}` : period}, value: ${c.int(0, 9)}, within: 50% }`;
      }),
      ...(this.hasOutcomes ? ['  outcome0: { value: 7, within: 3 }'] : []),
      `  fit_mark: { at: ${at()}, text: fitted }`,
      ...(c.maybe(0.4)
        ? [
            `  held: { from: 2025-03-01T10:00:01Z, to: 2025-03-01T10:00:04Z, text: a period, shows: ${quoted(this.cond({ process: null, measures: true }))} }`,
          ]
        : []),
    ];
  }

  /** The lines of `trigger`, for a scenario with a steady state. */
  private triggers(): string[] {
    const { c } = this;
    const all = [
      ...this.processes.flatMap(({ name, steps }) => steps.map((step) => `${name}.${step}`)),
      ...Array.from({ length: this.faultCount }, (_, i) => `fault${i}`),
      ...(this.clocked ? ['observed.o1'] : []),
    ];
    if (all.length === 0 || c.maybe(0.5)) return [];
    return [`trigger: [${[...new Set([c.pick(all), c.pick(all)])].join(', ')}]`];
  }

  private faultCount = 0;

  private faults(): string[] {
    const { c } = this;
    const count = c.pick([0, 0, 1, 2, 3]);
    this.faultCount = count;
    if (count === 0) return [];
    const none: Place = { process: null, measures: true };
    const shared = (): [string, string] =>
      c.pick<[string, string]>([
        ['flag', c.pick(['true', 'false', '!flag'])],
        ['n', `min(${this.int(none)}, 40)`],
        ['x', this.double(none)],
        ['phase', 'done'],
        ['items', '[7]'],
        ['lease', 'timer(glance)'],
        ...this.services.flatMap((name): [string, string][] => [
          [`${name}.concurrency`, '1'],
          [`${name}.slowdown`, '3.0'],
          [`${name}.available`, '0.2'],
          [`${name}.queue`, '0'],
          [`${name}.cache`, '0'],
        ]),
        ...this.poolSizes().map((name): [string, string] => [name, '1']),
        ...this.loads.map((name): [string, string] => [`${name}.rate`, '9/s']),
      ]);
    return [
      'faults:',
      ...Array.from({ length: count }, (_, i) => {
        const targets = [...this.services, ...this.processes.map(({ name }) => name)];
        const down = targets.length > 0 && c.maybe(0.5) ? [c.pick(targets)] : [];
        const pairs = [shared(), ...(c.maybe(0.4) ? [shared()] : [])].filter(
          ([name]) => !/\.(concurrency|available|rate|size)$/.test(name) || this.settable.has(name),
        );
        const sets = new Map(down.length > 0 && c.maybe(0.5) ? [] : pairs);
        // Overlapping faults often set the same variable.
        if (i > 0 && c.maybe(0.4)) sets.set('flag', '!flag').set('n', `${c.int(10, 30)}`);
        const partial = this.fleets.length > 0 && c.maybe(0.4);
        if (partial) this.strike(sets, down);
        if (sets.size === 0 && down.length === 0) sets.set('flag', '!flag');
        const start = c.int(1, Math.max(2, this.until - (c.maybe(0.5) ? 5 : 20)));
        return [
          `  - id: fault${i}`,
          c.maybe(0.7)
            ? `    at: ${this.clocked && c.maybe(0.4) ? 'observed.o1' : `${start}s`}`
            : `    when: ${quoted(this.cond(none))}`,
          ...(c.maybe(0.7) ? [`    for: ${c.int(1, 12)}s`] : []),
          ...(sets.size > 0
            ? ['    set:', ...[...sets].map(([name, value]) => `      ${name}: ${quoted(value)}`)]
            : []),
          ...(down.length > 0 ? [`    down: ${down[0]}`] : []),
          ...(partial ? [`    members: ${c.pick(['1', '2', '30%', 'two'])}`] : []),
        ].join('\n');
      }),
    ];
  }

  private stepInvariants(): string[] {
    const { c } = this;
    const fleet = this.processes.filter(({ kind }) => kind !== 'single');
    const all = [
      'small >= old.small',
      '!old.flag || flag',
      'size(items) >= size(old.items) || n > 2',
      'old.phase == phase || n != old.n',
      'abs(n - old.n) <= 1',
      ...fleet.flatMap(({ name }) => [
        `${name}.all(each, each.k >= old.${name}[each].k)`,
        `${name}.all(each, !old.${name}[each].b || each.b || each.step != old.${name}[each].step)`,
      ]),
    ];
    return ['step_invariants:', `  kept0: ${quoted(c.pick(all))}`, `  kept1: ${quoted(c.pick(all))}`];
  }

  /** Replaces what a fault does by what it does to some members. */
  private strike(sets: Map<string, string>, down: string[]): void {
    const { c } = this;
    sets.clear();
    down.length = 0;
    if (c.maybe(0.4)) down.push(c.pick(this.fleets));
    if (c.maybe(0.6)) sets.set(`${c.pick(this.fleets)}.slowdown`, c.pick(['8.0', 'flag ? 3.0 : 12.0']));
    if (c.maybe(0.6) || sets.size + down.length === 0)
      sets.set(`${c.pick(this.fleets)}.available`, c.pick(['false', '0.3', '0%', '(flag ? 0.1 : 0.8)']));
  }

  private properties(): string[] {
    const { c } = this;
    const none: Place = { process: null, measures: true };
    const marks = Array.from({ length: c.int(0, 4) }, (_, i) => {
      const keys = [
        `is: ${quoted(this.cond(none))}`,
        ...(i > 0 && c.maybe(0.4) ? [`after: mark${c.int(0, i - 1)}`] : []),
        ...(c.maybe(0.4) ? [`which: ${c.pick(['first', 'last', 2, 3])}`] : []),
        ...(c.maybe(0.3) ? [`held: ${c.pick(['500ms', '2s', '4s'])}`] : []),
      ];
      return `  mark${i}: { ${keys.join(', ')} }`;
    });
    const impact = this.services.length > 0 && c.maybe(0.4);
    return [
      ...(marks.length > 0
        ? ['marks:', ...marks, ...(this.clocked ? [`  fit_mark: ${quoted(this.cond(none))}`] : [])]
        : []),
      ...(c.maybe(0.5)
        ? ['invariants:', `  inv0: ${quoted(this.cond(none))}`, `  inv1: ${quoted(this.cond(none))}`]
        : []),
      ...(c.maybe(0.4) ? this.stepInvariants() : []),
      ...(c.maybe(0.3)
        ? [
            'holds_until:',
            `  until0: { hold: ${quoted(this.cond(none))}, until: ${quoted(this.cond(none))} }`,
            `  until1: { hold: ${quoted(`${this.cond(none)} || small < 3`)}, until: ${quoted(this.cond(none))} }`,
          ]
        : []),
      ...(c.maybe(0.1) ? ['always_eventually: { often0: flag }', 'eventually_always: { last0: flag }'] : []),
      ...(c.maybe(0.4) ? ['reachable:', `  reach0: ${quoted(this.cond(none))}`] : []),
      ...(c.maybe(0.4) ? [`steady_state: ${quoted(this.cond(none))}`, ...this.triggers()] : []),
      ...(impact
        ? [
            'impact:',
            `  window: ${c.pick(['1s', '2s', '5s'])}`,
            `  ${c.pick(['threshold: 10%', `while: ${quoted(this.cond(none))}`])}`,
          ]
        : []),
      ...this.conditions(impact),
      ...(c.maybe(0.3) ? [`expect: { base: { run: { finally: [${quoted(this.cond(none))}] } } }`] : []),
    ];
  }

  /** @param isContinued true after other keys of `impact` */
  private conditions(isContinued: boolean): string[] {
    const { c } = this;
    if (!c.maybe(0.3)) return [];
    const none: Place = { process: null, measures: true };
    const users = (): string =>
      c.pick([
        ', users: 40, unit: orders',
        `, users: ${quoted(this.int(none))}`,
        `, users: ${quoted(this.double(none))}`,
        '',
      ]);
    const lines = Array.from({ length: c.int(1, 2) }, (_, i) => {
      const is = quoted(this.cond(none));
      const of = this.services.length > 0 && c.maybe(0.3) ? `, service: ${c.pick(this.services)}` : '';
      const affected = users();
      const isTimed = affected.includes('.left');
      return `    harm${i}: { while: ${is}${of}${isTimed ? '' : affected} }`;
    });
    const window = isContinued ? [] : ['impact:', `  window: ${c.pick(['1s', '3s'])}`];
    return [...window, '  conditions:', ...lines];
  }

  private outcomes(): string[] {
    const { c } = this;
    if (!this.hasOutcomes) return [];
    const none: Place = { process: null, measures: true };
    const known = [...this.measures, ...this.durations].map(
      (name) => [name, this.durations.includes(name)] as const,
    );
    return [
      'outcomes:',
      ...Array.from({ length: c.int(1, 3) }, (_, i) => {
        const [is, isDuration] = c.pick([
          [this.int(none), false],
          [this.double(none), false],
          [i === 0 ? this.int(none) : this.duration(none), i > 0],
          [`${this.cond(none)} ? 1 : 0`, false],
          ...known.filter(([, isDuration]) => i > 0 || !isDuration),
          ...this.measures.map((name) => [`${name} / double(n)`, false] as const),
        ] as const);
        const at = c.pick(isDuration ? ['end', 'max', 'min'] : ['end', 'max', 'min', 'sum', 'sum']);
        return `  outcome${i}: { is: ${quoted(is)}, at: ${is.includes('.left') ? 'end' : at} }`;
      }),
    ];
  }
}
