import { ExpressionWriter, indented, type Place, quoted } from './expressions.ts';

/** Writes random services, with loads and calls. */
export class ServiceWriter extends ExpressionWriter {
  /** Services with members. */
  protected readonly fleets: string[] = [];
  /** Services with an autoscaler. */
  protected readonly autoscaled: string[] = [];

  protected call(place: Place, to: string, service = false): string {
    const { c } = this;
    const keys = [`to: ${to}`, ...this.client(place)];
    if (service && c.maybe(0.3)) keys.push(`share: ${c.pick(['0.5', '30%', quoted('flag ? 0.9 : 0.2')])}`);
    if (service && c.maybe(0.3)) keys.push('required: false');
    if (service && c.maybe(0.3)) keys.push(`count: ${c.pick(['0', '2', '3', quoted('flag ? 1 : 4')])}`);
    if (service && c.maybe(0.4)) keys.push('parallel: true');
    return `{ ${keys.join(', ')} }`;
  }

  /** A client's settings for its calls. */
  protected client(place: Place): string[] {
    const { c } = this;
    const keys: string[] = [];
    // Different for each call, so that different calls rarely time out at the same instant.
    if (c.maybe(0.6))
      keys.push(
        `timeout: ${c.maybe(0.8) ? `${c.int(2, 30) * 100 + ++this.timeouts}ms` : quoted(`flag ? short : long`)}`,
      );
    if (c.maybe(0.4)) {
      const backoff = [
        `base: ${c.int(1, 9) * 100}ms`,
        ...(c.maybe(0.5) ? ['factor: 2'] : []),
        ...(c.maybe(0.3) ? ['cap: 1s'] : []),
        ...(c.maybe(0.6) ? [`jitter: ${c.pick(['none', 'full', 'equal', 'exponential'])}`] : []),
      ];
      keys.push(
        `retry: { max: ${c.pick(['1', '2', '3', quoted('flag ? 2 : 1')])}, backoff: { ${backoff.join(', ')} }${c.maybe(0.3) ? ', budget: { start: 3, cap: 5, per_success: 0.5 }' : ''} }`,
      );
    }
    if (c.maybe(0.3)) keys.push(`priority: ${c.pick(['0', '1', '2', quoted('flag ? 0 : 3')])}`);
    if (c.maybe(0.2))
      keys.push(
        `breaker: { ${c.pick(['failures: 2', 'failures: 3', 'rate: 50%, window: 4'])}, open_for: ${c.int(1, 5)}s${c.maybe(0.5) ? ', probes: 2' : ''} }`,
      );
    if (c.maybe(0.2))
      keys.push(
        `cache: { ttl: ${c.pick(['1s', '3s', 'long', quoted(this.duration({ ...place, measures: false }))])}${c.maybe(0.5) ? ', negative_ttl: 500ms' : ''}${c.maybe(0.3) ? ', lookup_gap: { dist: exponential, mean: 400ms }' : ''}${c.maybe(0.5) ? `, keys: ${c.maybe(0.5) ? c.int(2, 4) : this.keys()}` : ''} }`,
      );
    return keys;
  }

  private keys(): string {
    const { c } = this;
    const count = c.int(3, 9);
    const keys = [
      `count: ${count}`,
      ...(c.maybe(0.7) ? [`popularity: ${c.pick(['uniform', 'zipf(1)', 'zipf(0.8)', 'zipf(2.5)'])}`] : []),
      ...(c.maybe(0.8) ? [`size: ${c.int(1, count)}`] : []),
      ...(c.maybe(0.4) ? [`eviction: ${c.pick(['lru', 'fifo'])}`] : []),
    ];
    return `{ ${keys.join(', ')} }`;
  }

  protected service(name: string, i: number): string {
    const { c } = this;
    const none: Place = { process: null, measures: true };
    const callees = this.services.slice(i + 1);
    const shared = c.maybe(0.25);
    const lines = [
      ...(shared ? ['discipline: ps'] : []),
      // These settings are named so that steps can change them.
      `concurrency: ${this.settable.has(`${name}.concurrency`) ? c.int(1, 4) : quoted(`max(1, ${this.int(none)} % 4)`)}`,
      ...(c.maybe(0.85) ? [`service_time: ${this.delay(none)}`] : []),
      `available: ${this.settable.has(`${name}.available`) ? c.pick(['1.0', '1.0', '0.8']) : c.pick(['flag', quoted('flag ? 1.0 : 0.4'), quoted(this.cond(none))])}`,
      ...(c.maybe(0.3) ? ['fail_fast: true'] : []),
      'slowdown: 1.0',
      ...(c.maybe(0.4) ? [`latency: ${this.delay(none)}`] : []),
      ...(c.maybe(0.4) ? [`on_abandon: ${c.pick(['drop', 'keep_working'])}`] : []),
      ...(c.maybe(0.5)
        ? [
            `queue: { ${[
              ...(c.maybe(0.7) ? [`capacity: ${c.pick(['0', '2', '5', quoted('flag ? 1 : 6')])}`] : []),
              ...(!shared && c.maybe(0.6) ? [`order: ${c.pick(['lifo', 'priority', 'priority'])}`] : []),
              ...(!shared && c.maybe(0.4) ? ['when_full: drop_oldest'] : []),
              ...(!shared && c.maybe(0.4) ? [`max_wait: ${c.int(2, 20) * 100 + 50 + i}ms`] : []),
            ].join(', ')} }`,
          ]
        : []),
      ...(c.maybe(0.25)
        ? [
            `throttle: ${c.pick(['3/s', '{ rate: 2/s, burst: 3 }', '{ waiting: 1s }', '{ waiting: { timeouts: 0.8 } }', '{ rate: 5/s, waiting: long }', quoted('flag ? 2.0 : 6.0')])}`,
          ]
        : []),
      ...this.pools(name),
      ...(!shared && c.maybe(0.3) ? [`while_calling: ${c.pick(['release', 'hold'])}`] : []),
      ...(c.maybe(0.3) ? this.members(name) : []),
      ...(c.maybe(0.2) ? [`slo: { target: 99%, window: 30d }`] : []),
      ...(c.maybe(0.2) ? ['users: 1000'] : []),
      ...(callees.length > 0 && c.maybe(0.7)
        ? [
            'calls:',
            ...[...callees.slice(0, c.int(1, 2)), ...(c.maybe(0.3) ? [c.pick(callees)] : [])].map(
              (to) => `  - ${this.call(none, to, true)}`,
            ),
          ]
        : []),
    ];
    return [`  ${name}:`, ...indented(lines, 4)].join('\n');
  }

  private pools(service: string): string[] {
    const { c } = this;
    const names = this.pooled.get(service) ?? [];
    if (names.length === 0) return [];
    const pools = names.map((name) => {
      const size = this.settable.has(`${service}.pools.${name}.size`)
        ? c.pick(['1', '2', '3', 'unlimited'])
        : quoted(`flag ? ${c.int(1, 3)} : max(1, ${this.int({ process: null, measures: true })} % 4)`);
      return `${name}: ${c.maybe(0.3) ? size : `{ size: ${size}, held: ${c.pick(['always', 'working', 'calling'])} }`}`;
    });
    return [`pools: { ${pools.join(', ')} }`];
  }

  private members(name: string): string[] {
    const { c } = this;
    this.fleets.push(name);
    const check = [
      `every: ${c.pick(['700ms', '1300ms', 'long'])}`,
      `timeout: ${c.pick(['130ms', 'glance', '1s'])}`,
      ...(c.maybe(0.6) ? [`unhealthy_after: ${c.int(1, 3)}`] : []),
      ...(c.maybe(0.6) ? [`healthy_after: ${c.pick(['1', '2', quoted('flag ? 1 : 3')])}`] : []),
      ...(c.maybe(0.6) ? [`min_healthy: ${c.pick(['0', '2', '50%', '0.4'])}`] : []),
      ...(c.maybe(0.4) ? [`service_time: ${c.pick(['40ms', '{ dist: exponential, mean: 60ms }'])}`] : []),
      ...(c.maybe(0.3) ? ['deep: true'] : []),
    ];
    return [
      `members: ${c.pick(['2', '3', '5', 'two'])}`,
      ...(c.maybe(0.7) ? [`balance: ${c.pick(['round_robin', 'least_busy', 'random'])}`] : []),
      ...(c.maybe(0.7) ? [`health_check: { ${check.join(', ')} }`] : []),
      ...(c.maybe(0.5) ? [`autoscale: { ${this.autoscale(name).join(', ')} }`] : []),
    ];
  }

  private autoscale(name: string): string[] {
    const { c } = this;
    this.autoscaled.push(name);
    const none: Place = { process: null, measures: true };
    const timed = c.maybe(0.2);
    const level = (low: boolean): string =>
      timed
        ? c.pick(low ? ['200ms', 'short'] : ['700ms', 'long'])
        : c.pick(low ? ['0.5', '30%'] : ['0.8', '2', quoted('flag ? 1.5 : 3.0')]);
    const limits = [
      [`target: ${level(false)}`],
      [`above: ${level(false)}`, `below: ${level(true)}`],
      [`above: ${level(true)}`],
    ];
    return [
      `metric: ${quoted(timed ? this.duration(none) : this.double(none))}`,
      ...c.pick(limits),
      `every: ${c.pick(['900ms', '2s', 'long'])}`,
      `max: ${c.pick(['5', '8'])}`,
      ...(c.maybe(0.4) ? [`min: ${c.pick(['1', '2', quoted('flag ? 1 : 3')])}`] : []),
      ...(c.maybe(0.4) ? [`step: ${c.pick(['1', '2', quoted('flag ? 1 : 3')])}`] : []),
      ...(c.maybe(0.7) ? [`start_time: ${c.pick(['1s', '3100ms', '{ dist: exponential, mean: 2s }'])}`] : []),
      ...(c.maybe(0.4) ? [`failures: ${c.pick(['30%', '1.0', quoted('flag ? 0.0 : 0.5')])}`] : []),
      ...(c.maybe(0.4) ? [`cooldown: ${c.pick(['3s', 'long', quoted('flag ? short : long')])}`] : []),
      ...(c.maybe(0.5) ? [`limit: ${c.pick(['30/m', '1/s', 'flag', quoted('flag ? 0.2 : 2.0')])}`] : []),
    ];
  }

  protected load(id: string): string {
    const { c } = this;
    const none: Place = { process: null, measures: true };
    const rate = this.settable.has(`${id}.rate`)
      ? c.pick(['2/s', '5/s', '8/s'])
      : c.pick([quoted('flag ? 1.0 : 4.0'), quoted(`min(6.0, ${this.double(none)})`)]);
    const profile =
      this.clocked && c.maybe(0.3)
        ? ", profile: [{ at: '11:00', times: 1 }, { at: '11:01', times: 0.2 }]"
        : '';
    const keys = [
      `id: ${id}`,
      `to: ${c.pick(this.services)}`,
      `arrivals: { dist: ${c.pick(['poisson', 'constant'])}, rate: ${rate}${profile} }`,
      ...(c.maybe(0.3) ? [`scale: ${c.pick([10, 0.5, 100])}`] : []),
      ...this.client(none),
    ];
    return `  - { ${keys.join(', ')} }`;
  }
}
