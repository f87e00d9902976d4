import { type Place, quoted } from './expressions.ts';
import { ServiceWriter } from './services.ts';

/** Writes random measures, observations, faults, and everything that is checked or reported about a run. */
export class PropertyWriter extends ServiceWriter {
  private readonly hasOutcomes = this.c.maybe(0.6);

  protected measureLines(): string[] {
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
          ? [`${c.pick(['avg', 'min', 'max'])}(${service}.${c.pick(['desired', 'starting', 'running'])})`]
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

  protected observed(): string[] {
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

  protected faults(): string[] {
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

  /** Replaces a fault's effects with effects on some members. */
  private strike(sets: Map<string, string>, down: string[]): void {
    const { c } = this;
    sets.clear();
    down.length = 0;
    if (c.maybe(0.4)) down.push(c.pick(this.fleets));
    if (c.maybe(0.6)) sets.set(`${c.pick(this.fleets)}.slowdown`, c.pick(['8.0', 'flag ? 3.0 : 12.0']));
    if (c.maybe(0.6) || sets.size + down.length === 0)
      sets.set(`${c.pick(this.fleets)}.available`, c.pick(['false', '0.3', '0%', '(flag ? 0.1 : 0.8)']));
  }

  protected properties(): string[] {
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

  /** @param isContinued true if `impact` already has other keys */
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

  protected outcomes(): string[] {
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
