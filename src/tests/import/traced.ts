import { type Draw, drawFrom } from './mutate.ts';

/*
 * Traces of a made-up shop with known shares, counts and service times, so that a scaffold can be compared with them.
 */

/** A span, with times in microseconds since the start of the file. */
export interface MadeSpan {
  readonly trace: number;
  readonly id: number;
  readonly parent: number | null;
  readonly service: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly start: number;
  readonly end: number;
  readonly isError?: boolean;
  readonly peer?: string;
}

const START = 1_774_745_040_000_000;
const SECOND = 1_000_000;

/** What is true of the shop, per request. */
export const SHOP = {
  requests: 4000,
  /** One request of five calls `stock`, and three times then. */
  stockShare: 0.2,
  stockCount: 3,
  /** Own times in microseconds: the k-th of n requests takes `low + k * step`, in random order. */
  own: {
    shop: { low: 5000, step: 10 },
    'price-list': { low: 2000, step: 5 },
    stock: { low: 1000, step: 20 },
  },
  /** Calls to the database, which has no spans. */
  database: { low: 3000, step: 2 },
} as const;

/** 0 to n - 1 in random order. */
function shuffled(n: number, draw: Draw): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = draw(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * The shop's spans: every request calls `price-list`, which calls the database, and one of five calls `stock` three
 * times. Requests arrive every 50 ms. The clock of `price-list` is 3 seconds ahead.
 */
export function shopSpans(seed: number): MadeSpan[] {
  const draw = drawFrom(seed);
  const n = SHOP.requests;
  const withStock = Math.round(n * SHOP.stockShare);
  const [shop, price, data] = [shuffled(n, draw), shuffled(n, draw), shuffled(n, draw)];
  const stock = shuffled(withStock * SHOP.stockCount, draw);
  const own = (name: keyof typeof SHOP.own, k: number): number =>
    SHOP.own[name].low + k * SHOP.own[name].step;
  const spans: MadeSpan[] = [];
  for (let i = 0; i < n; i++) {
    let id = 0;
    const next = () => ++id;
    const start = i * 50_000;
    const root = next();
    let now = start + 1000;
    const [client, server, query] = [next(), next(), next()];
    const [ownTime, queryTime] = [
      own('price-list', price[i]!),
      SHOP.database.low + data[i]! * SHOP.database.step,
    ];
    const duration = ownTime + queryTime;
    const ahead = 3 * SECOND;
    spans.push(
      {
        trace: i,
        id: client,
        parent: root,
        service: 'shop',
        kind: 'client',
        start: now,
        end: now + duration + 400,
      },
      {
        ...{ trace: i, id: server, parent: client, service: 'price-list', kind: 'server' as const },
        ...{ start: now + 200 + ahead, end: now + 200 + duration + ahead },
      },
      {
        ...{ trace: i, id: query, parent: server, service: 'price-list', kind: 'client' as const },
        ...{ start: now + 500 + ahead, end: now + 500 + queryTime + ahead, peer: 'orders.db' },
      },
    );
    now += duration + 400;
    if (i % 5 === 0) {
      // An internal span between a request and its calls doesn't matter.
      const inner = next();
      const innerStart = now;
      for (let k = 0; k < SHOP.stockCount; k++) {
        const time = own('stock', stock[(i / 5) * SHOP.stockCount + k]!);
        const [call, serve] = [next(), next()];
        spans.push(
          {
            trace: i,
            id: call,
            parent: inner,
            service: 'shop',
            kind: 'client',
            start: now,
            end: now + time + 100,
          },
          {
            trace: i,
            id: serve,
            parent: call,
            service: 'stock',
            kind: 'server',
            start: now + 50,
            end: now + 50 + time,
          },
        );
        now += time + 100;
      }
      spans.push({
        trace: i,
        id: inner,
        parent: root,
        service: 'shop',
        kind: 'internal',
        start: innerStart,
        end: now,
      });
    }
    const waited = now - start - 1000;
    spans.push({
      ...{ trace: i, id: root, parent: null, service: 'shop', kind: 'server' },
      ...{ start, end: start + waited + own('shop', shop[i]!) },
    });
  }
  return spans;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
/** Span ids are unique only within their trace, so the same ones occur in all of them. */
const idOf = ({ id }: { id: number }): string => hex(id, 16);
const NUMBERS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

function otlpSpan(span: MadeSpan) {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  return {
    traceId: hex(span.trace + 1, 32),
    spanId: idOf(span),
    ...(span.parent === null ? {} : { parentSpanId: hex(span.parent, 16) }),
    name: 'GET /orders/jane.customer@example.com',
    kind: NUMBERS[span.kind],
    startTimeUnixNano: `${START + span.start}123`,
    endTimeUnixNano: `${START + span.end}456`,
    attributes: [
      attribute('user.id', 'jane.customer@example.com'),
      attribute('url.full', 'https://shop.example/orders?token=abc987'),
      ...(span.peer === undefined ? [] : [attribute('server.address', span.peer)]),
    ],
    status: span.isError === true ? { code: 2, message: 'jane.customer@example.com' } : {},
  };
}

/** Lines of OpenTelemetry's JSON, in random order, with up to 50 spans a line. */
export function otlpLines(spans: readonly MadeSpan[], seed: number): string {
  const order = shuffled(spans.length, drawFrom(seed));
  const lines: string[] = [];
  for (let from = 0; from < spans.length; from += 50) {
    const byService = new Map<string, MadeSpan[]>();
    for (const index of order.slice(from, from + 50)) {
      const span = spans[index]!;
      byService.set(span.service, [...(byService.get(span.service) ?? []), span]);
    }
    const resourceSpans = [...byService].map(([service, some]) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ scope: { name: 'x' }, spans: some.map(otlpSpan) }],
    }));
    lines.push(JSON.stringify({ resourceSpans }));
  }
  return `${lines.join('\n')}\n`;
}

/** The same spans as Jaeger's JSON. */
export function jaegerJson(spans: readonly MadeSpan[], space?: number): string {
  const traces = new Map<number, MadeSpan[]>();
  for (const span of spans) traces.set(span.trace, [...(traces.get(span.trace) ?? []), span]);
  const data = [...traces].map(([trace, some]) => {
    const services = [...new Set(some.map(({ service }) => service))];
    const traceID = hex(trace + 1, 32);
    return {
      traceID,
      spans: some.map((span) => ({
        traceID,
        spanID: idOf(span),
        operationName: 'GET /orders/jane.customer@example.com',
        references:
          span.parent === null ? [] : [{ refType: 'CHILD_OF', traceID, spanID: hex(span.parent, 16) }],
        startTime: START + span.start,
        duration: span.end - span.start,
        tags: [
          { key: 'span.kind', type: 'string', value: span.kind },
          { key: 'user.id', type: 'string', value: 'jane.customer@example.com' },
          ...(span.peer === undefined ? [] : [{ key: 'peer.service', type: 'string', value: span.peer }]),
          ...(span.isError === true ? [{ key: 'error', type: 'bool', value: true }] : []),
        ],
        logs: [{ timestamp: START, fields: [{ key: 'event', value: 'jane.customer@example.com' }] }],
        processID: `p${services.indexOf(span.service) + 1}`,
      })),
      processes: Object.fromEntries(
        services.map((serviceName, i) => [
          `p${i + 1}`,
          { serviceName, tags: [{ key: 'ip', type: 'string', value: '203.0.113.77' }] },
        ]),
      ),
    };
  });
  return JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null }, null, space);
}
