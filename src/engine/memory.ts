import type { Span } from '../diagnostic/diagnostic.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { RunError } from './state/run-error.ts';
import type { LastEvent, World } from './world.ts';

/** Approximate sizes in bytes. Typed arrays count like objects. */
const BYTES = {
  request: 256,
  attempt: 256,
  message: 128,
  event: 48,
  deadline: 32,
  link: 128,
  counter: 48,
  array: 32,
  item: 16,
} as const;

/**
 * Lists shorter than this are counted each time they occur, even if they're shared. Keeping track of them would take
 * more memory than the lists themselves.
 */
const SMALL = 16;

/** Something in the scenario that uses memory, with its location. */
interface Holding {
  readonly what: string;
  readonly span: Span;
  readonly hint: string;
  bytes: number;
}

/**
 * Adds up the memory that a run uses: requests, messages, pending events, lists in variables. The sum depends only on
 * the scenario, unlike the size of the heap, so a run that needs too much ends at the same point on every machine.
 *
 * @param at the most recent event
 * @throws RunError that names what needs the most memory
 */
export function checkMemory(world: World, at: LastEvent): void {
  const most = world.limits.memory;
  const holdings = [...requestsOf(world), ...valuesOf(world, at.span), ...pendingOf(world, at)];
  const bytes = holdings.reduce((sum, holding) => sum + holding.bytes, 0);
  if (bytes <= most) return;
  const largest = holdings.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  throw new RunError(
    'run/memory',
    largest.span,
    `this run needs more than ${formatBytes(most)} of memory, most of it for ${largest.what}`,
    largest.hint,
  );
}

/** Requests and attempts, by service. */
function requestsOf({ model, services }: World): Holding[] {
  const { requests, attempts } = services.objects();
  return model.scenario.services.flatMap(({ name }, index): Holding[] => {
    const edge = services.edges.find(({ service }) => service === index);
    if (edge === undefined) return [];
    return [
      {
        what: `requests to \`${name}\``,
        span: edge.model.span,
        hint: 'limit `concurrency` and the queue, set a `timeout`, or raise `scale`',
        bytes: requests[index]! * BYTES.request + attempts[index]! * BYTES.attempt,
      },
    ];
  });
}

/** Lists in variables, and messages. */
function valuesOf({ model, s, actors, inFlight }: World, span: Span): Holding[] {
  const { scenario, layout } = model;
  const seen = new Set<unknown>();
  const variables = new Map(
    [...scenario.state, ...scenario.fields].map((variable): [string, Holding] => [
      variable.name,
      { what: `\`${variable.name}\``, span: variable.span, hint: 'keep a shorter list', bytes: 0 },
    ]),
  );
  const processes = scenario.processes.map(
    (process): Holding => ({
      what: `the messages and variables of \`${process.name}\``,
      span: process.span,
      hint: 'receive messages more often, limit the channel with `capacity`, or keep shorter lists',
      bytes: 0,
    }),
  );
  for (const [slot, { process, name }] of layout.slots.entries()) {
    const holding = process < 0 ? variables.get(name) : processes[process];
    if (holding !== undefined) holding.bytes += sizeOf(s[slot]!, seen);
  }
  for (const { process, mailbox } of actors) {
    const holding = processes[process.process.index]!;
    for (const { values } of mailbox) holding.bytes += BYTES.message + sizeOf(values, seen);
  }
  const transit: Holding = {
    what: 'messages in transit',
    span,
    hint: 'send fewer messages, or limit the channel with `capacity`',
    bytes: 0,
  };
  for (const { values } of inFlight.waiting()) transit.bytes += BYTES.message + sizeOf(values, seen);
  return [...variables.values(), ...processes, transit];
}

/** Pending events and timeouts, links on which messages can't overtake each other, and counters of draws. */
function pendingOf({ queue, services, lastDelivery, actors }: World, { who, span }: LastEvent): Holding[] {
  const draws = actors.reduce((sum, actor) => sum + actor.draws.size, 0);
  return [
    {
      what: 'pending events and timeouts',
      span,
      hint: `the last event came from \`${who}\`; lower the rates of loads and loops, or shorten delays and timeouts`,
      bytes: queue.capacity * BYTES.event + services.pendingDeadlines * BYTES.deadline,
    },
    {
      what: 'links between instances',
      span,
      hint: 'use fewer instances, or a channel without `order`',
      bytes: lastDelivery.size * BYTES.link + draws * BYTES.counter,
    },
  ];
}

/** The size of a value; 0 for a number, and for a large list that was already counted. */
function sizeOf(value: Value, seen: Set<unknown>): number {
  if (typeof value === 'string') return BYTES.item + 2 * value.length;
  if (typeof value !== 'object') return 0;
  if (value.length >= SMALL) {
    if (seen.has(value)) return 0;
    seen.add(value);
  }
  let bytes: number = BYTES.array + value.length * BYTES.item;
  // The first item is enough, since all items of a list have the same type.
  if (value.length >= SMALL && typeof value[0] === 'number') return bytes;
  for (const item of value) bytes += sizeOf(item, seen);
  return bytes;
}

function formatBytes(bytes: number): string {
  return bytes >= 2 ** 20 ? `${Math.round(bytes / 2 ** 20).toLocaleString('en-US')} MiB` : `${bytes} bytes`;
}
