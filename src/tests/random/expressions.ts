/** Random expressions, for random scenarios. */

/** A stream of random numbers (mulberry32). */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** True with the given probability. */
  maybe(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number from `from` to `to`, inclusive. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)]!;
  }
}

export interface ProcessPlan {
  readonly name: string;
  readonly kind: 'single' | 'named' | 'fleet';
  readonly ids: readonly string[];
  readonly constant: boolean;
  readonly loop: string;
  readonly steps: readonly string[];
  /** True if the process receives messages with an int `n` and a string `kind`. */
  readonly receives: boolean;
}

/** What an expression can refer to. */
export interface Place {
  readonly process: ProcessPlan | null;
  /** Name of the received message. */
  readonly message?: string;
  /** Name of a choice, which is an int. */
  readonly choice?: string;
  /** True if measures are allowed here. */
  readonly measures: boolean;
}

/** Plans the parts of a scenario, and writes expressions that use them. */
export class ExpressionWriter {
  protected readonly c: Chance;
  protected readonly until: number;
  protected readonly clocked: boolean;
  protected readonly processes: readonly ProcessPlan[];
  protected readonly services: readonly string[];
  protected readonly channels: readonly string[];
  protected readonly loads: readonly string[];
  protected readonly measures: readonly string[];
  /** Names of measures that are durations. */
  protected readonly durations: readonly string[];
  /** Settings with constant values, which expressions can read and steps can set. */
  protected readonly settable: ReadonlySet<string>;
  /** Names of pools by service. */
  protected readonly pooled: ReadonlyMap<string, readonly string[]>;
  protected timeouts = 0;
  /** Named expressions. For a process's `near`, the key starts with the process's name. */
  private readonly lets = new Map<string, string>();
  private readonly inline: boolean;

  /** @param inline true to write the expressions under `let` in place of their names */
  constructor(c: Chance, inline = false) {
    this.c = c;
    this.inline = inline;
    this.until = c.int(5, 60);
    this.clocked = c.maybe(0.3);
    const served = c.maybe(0.65);
    this.services = served ? ['alpha', 'beta', 'gamma'].slice(0, c.int(1, 3)) : [];
    this.loads = served ? ['users', 'jobs'].slice(0, c.int(0, 2)) : [];
    const count = c.int(served ? 0 : 1, 3);
    const measured = served && c.maybe(0.7);
    this.measures = measured ? ['m1', 'm2', 'm3'].slice(0, c.int(1, 3)) : [];
    this.durations = measured && c.maybe(0.4) ? ['slow'] : [];
    this.pooled = new Map(
      this.services.map((name) => [name, c.maybe(0.35) ? ['threads', 'links'].slice(0, c.int(1, 2)) : []]),
    );
    this.settable = new Set(
      [
        ...this.services.flatMap((name) => [`${name}.concurrency`, `${name}.available`]),
        ...this.poolSizes(),
        ...this.loads.map((name) => `${name}.rate`),
      ].filter(() => c.maybe(0.7)),
    );
    const receivers = c.maybe(0.5);
    this.channels = receivers && c.maybe(0.7) ? ['net', 'bus'].slice(0, c.int(1, 2)) : [];
    this.processes = ['p', 'q', 'r'].slice(0, count).map((name, i): ProcessPlan => {
      const kind = c.pick(['single', 'single', 'named', 'named', 'fleet'] as const);
      const upper = name.toUpperCase();
      return {
        name,
        kind,
        ids:
          kind === 'single'
            ? [name]
            : kind === 'named'
              ? [`${upper}0`, `${upper}1`, `${upper}2`].slice(0, c.int(2, 3))
              : [],
        constant: kind === 'named' && c.maybe(0.5),
        loop: c.pick(['', '', 'true', 'true', '2s', '5s', '700ms']),
        steps: ['a', 'b', 'c', 'd'].slice(0, c.int(1, 4)).map((step) => `${name}_${step}`),
        receives: receivers && (i === 0 || c.maybe(0.4)),
      };
    });
    this.nameExpressions();
  }

  /** Names expressions. Later expressions may use earlier ones, but are written first. */
  private nameExpressions(): void {
    const { c } = this;
    const none: Place = { process: null, measures: false };
    if (c.maybe(0.7)) this.lets.set('calm', this.cond(none));
    if (c.maybe(0.5)) this.lets.set('total', `n + ${this.int(none)}`);
    if (c.maybe(0.5)) this.lets.set('hot', this.cond({ ...none, measures: true }));
    for (const { name } of this.processes) {
      const known = this.lets.has('calm') ? [`self.b || ${this.named('calm')}`] : [];
      if (c.maybe(0.5)) this.lets.set(`${name}.near`, c.pick(['self.k > n', 'self.k % 2 == 1', ...known]));
    }
  }

  /** A use of a named expression. For a process's `near`, `instance` is the instance's name or `self`. */
  protected named(name: string, instance = 'self'): string {
    const own = name.endsWith('.near');
    if (!this.inline) return own ? `${instance}.near` : name;
    return `(${this.lets.get(name)!.replaceAll('self.', `${instance}.`)})`;
  }

  /** The lines for `let` in the scenario or in a process. */
  protected letLines(process: string | null): string[] {
    const prefix = process === null ? '' : `${process}.`;
    const own = [...this.lets].filter(([name]) =>
      process === null ? !name.includes('.') : name.startsWith(prefix),
    );
    if (this.inline || own.length === 0) return [];
    const lines = own.map(([name, text]) => `${name.slice(prefix.length)}: ${quoted(text)}`);
    return ['let:', ...indented(lines.reverse(), 2)];
  }

  /** The names that a condition may use. */
  private namedConditions({ measures }: Place): string[] {
    return [
      ...(this.lets.has('calm') ? [this.named('calm'), `!${this.named('calm')}`] : []),
      ...(this.lets.has('hot') && measures ? [this.named('hot')] : []),
      ...(this.lets.has('total') ? [`${this.named('total')} > 4`] : []),
    ];
  }

  /** Named expressions for use in a sentence. */
  protected namedValues(): string[] {
    const named = ['calm', 'total', 'hot'].filter((name) => this.lets.has(name));
    return named.map((name) => this.named(name));
  }

  /** The settings for the sizes of a service's pools, or of all pools. */
  protected poolSizes(service?: string): string[] {
    return [...this.pooled].flatMap(([name, pools]) =>
      service === undefined || name === service ? pools.map((pool) => `${name}.pools.${pool}.size`) : [],
    );
  }

  protected cond(place: Place, depth = 1): string {
    const { c } = this;
    if (depth > 0 && c.maybe(0.35)) {
      const [a, b] = [this.cond(place, depth - 1), this.cond(place, depth - 1)];
      return c.pick([`${a} && ${b}`, `${a} || ${b}`, `!(${a})`, `(${a} ? ${b} : flag)`]);
    }
    const process = c.pick([...this.processes, undefined]);
    const n = c.int(0, 6);
    const own =
      place.process === null
        ? []
        : [
            `self.k > ${n}`,
            'self.t.over',
            '!self.b',
            'self.k % 2 == 0',
            'self.index == 0',
            `self.step == ${c.pick(place.process.steps)}`,
            ...(this.lets.has(`${place.process.name}.near`)
              ? [this.named(`${place.process.name}.near`)]
              : []),
          ];
    const others =
      process === undefined
        ? []
        : [
            `${process.name}.at("${c.pick(process.steps)}") > 0`,
            `${process.name}.exists(i, i.k > ${n})`,
            `${process.name}.all(i, i.t.over)`,
            ...(this.lets.has(`${process.name}.near`)
              ? [`${process.name}.exists(j, ${this.named(`${process.name}.near`, 'j')})`]
              : []),
            `sum(${process.name}.map(i, i.k)) > ${n + 3}`,
            `size(${process.name}.filter(i, i.b)) > 0`,
            ...(process.kind === 'named'
              ? [`${c.pick(process.ids)}.step == end`, `${c.pick(process.ids)}.k > ${n}`]
              : []),
          ];
    const measured = place.measures
      ? [
          ...this.measures.flatMap((name) => [
            `${name} > ${c.int(0, 6)}.0`,
            `${name} < ${c.int(1, 8)}.5`,
            `has(${name}) && ${name} >= 2.0`,
            `!has(${name}) || ${name} <= 3.0`,
          ]),
          ...this.durations.flatMap((name) => [`${name} > short`, `has(${name}) && ${name} <= span * 2`]),
        ]
      : [];
    const served = this.services.flatMap((name) => [
      `${name}.slowdown < 2.0`,
      ...this.poolSizes(name).flatMap((size) => (this.settable.has(size) ? [`${size} < 3`] : [])),
      ...(this.settable.has(`${name}.concurrency`) ? [`${name}.concurrency > 1`] : []),
    ]);
    const general = [
      ...this.namedConditions(place),
      'flag',
      '!flag',
      `n > ${n}`,
      `n % ${c.int(2, 4)} == 0`,
      `small < ${n}`,
      'phase == idle',
      'phase in [busy, done]',
      `size(items) > ${c.int(1, 5)}`,
      `${n} in seen`,
      '"a" in votes',
      'lease.over',
      `x > ${n}.5`,
      'text.startsWith("a")',
      `items.exists_one(i, i == ${n})`,
      'span > long',
      `job.n > ${n}`,
      'job.at.ok',
      'jobs.exists(ticket, ticket.tag == "b" && ticket.n < 5)',
      'jobs[0] == {n: n}',
      'span >= 1s200ms || span < 300ms',
    ];
    const messages =
      place.message === undefined
        ? []
        : [
            `${place.message}.n > ${n}`,
            `${place.message}.kind == "ask"`,
            `${place.message}.n % 2 == 0`,
            `${place.message}.job.n > 1`,
          ];
    const choices = place.choice === undefined ? [] : [`${place.choice} > 1`];
    return c.pick(
      c.pick(
        [general, own, others, measured, measured, messages, choices, served].filter(
          (list) => list.length > 0,
        ),
      ),
    );
  }

  protected int(place: Place): string {
    const { c } = this;
    const options = [
      'n + 1',
      `${c.int(0, 5)}`,
      'size(items)',
      'min(n, 7)',
      `n % ${c.int(2, 5)}`,
      'div(n + small, 2)',
      '(flag ? n : 2)',
      'size(seen)',
      'job.n',
      'sum(jobs.map(ticket, ticket.n))',
      'abs(small)',
    ];
    if (this.lets.has('total')) options.push(this.named('total'));
    if (place.process !== null) options.push('self.k + 1', 'self.k', 'self.index', 'self.k - 1');
    if (place.process?.constant === true) options.push('self.weight');
    if (place.message !== undefined) options.push(`${place.message}.n`, `${place.message}.n`);
    if (place.choice !== undefined) options.push(place.choice, place.choice);
    if (place.measures && this.measures.length > 0)
      options.push(`(has(${c.pick(this.measures)}) ? 3 : 1)`, `${this.given(' > 2.0 ? 1 : 4')}`);
    for (const { name, steps } of this.processes) options.push(`${name}.at("${c.pick(steps)}")`);
    return c.pick(options);
  }

  /** A numeric expression that depends on a measure. It usually checks first that the measure is defined. */
  protected given(rest: string): string {
    const measure = this.c.pick(this.measures);
    return this.c.maybe(0.05) ? `(${measure}${rest})` : `(has(${measure}) && ${measure}${rest})`;
  }

  protected double(place: Place): string {
    const { c } = this;
    const options = ['x * half', 'x + 1.0', `${c.int(0, 4)}.25`, 'double(n) / 2.0', '(flag ? 0.5 : 3.0)'];
    const measure = c.pick([...this.measures, '']);
    if (place.measures && measure !== '')
      options.push(
        `(has(${measure}) ? min(${measure}, 50.0) : 1.0)`,
        `(has(${measure}) ? ${measure} * 0.5 + 1.0 : x)`,
      );
    const capped = c.pick(options);
    return `min(${capped}, 100.0)`;
  }

  /** A duration of at least a few milliseconds. */
  protected duration(place: Place): string {
    const { c } = this;
    const plain = [`${c.int(1, 40) * 50}ms`, `${c.int(1, 4)}s`, 'short', 'long'];
    const options = [
      ...plain,
      ...plain,
      'min(span, long) + short',
      '(flag ? short : long)',
      'short * (1 + n % 3)',
      'min(span, 2s) + 0.7s',
    ];
    if (place.process !== null) options.push('short * max(1, self.k % 4)');
    if (place.measures && this.measures.length > 0)
      options.push(
        `(has(${c.pick(this.measures)}) ? short : long)`,
        `${this.given(' > 2.0 ? short : long')}`,
      );
    if (place.measures && this.durations.length > 0)
      options.push('(has(slow) ? min(slow, long) + short : short)');
    return c.pick(options);
  }

  protected delay(place: Place): string {
    const { c } = this;
    const a = c.int(1, 20) * 100;
    const q = (text: string): string => quoted(text);
    switch (c.int(0, 9)) {
      case 6:
        return `{ dist: gamma, mean: ${q(this.duration(place))}, shape: ${c.pick([0.5, 1, 2.5, 40])} }`;
      case 7:
        return `{ dist: weibull, scale: ${a}ms, shape: ${q(c.pick(['0.7', '1.0', '3', 'flag ? 0.5 : 2.0']))} }`;
      case 8:
        return `{ dist: pareto, min: ${a}ms, shape: ${c.pick([0.9, 1.5, 4])} }`;
      case 9:
        return `{ dist: empirical, values: [${a}ms, ${c.int(1, 2000)}ms, ${c.int(1, 2000)}us] }`;
      case 0:
        return `{ dist: uniform, min: ${a}ms, max: ${a + c.int(0, 3) * 500}ms }`;
      case 1:
        return `{ dist: exponential, mean: ${q(this.duration(place))} }`;
      case 2:
        return `{ dist: lognormal, p50: ${a}ms, p99: ${a * c.int(1, 4)}ms }`;
      default:
        return q(this.duration(place));
    }
  }
}

/** Writes text as a YAML scalar. */
export function quoted(text: string): string {
  return /^[\w.%]+(\/s)?$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

export function indented(lines: readonly string[], by = 4): string[] {
  return lines.map((line) => ' '.repeat(by) + line);
}
