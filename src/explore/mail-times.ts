import type { Value } from '../scenario/expr.ts';
import type { MoveContext } from './extended.ts';
import { type Mail, MOST_INSTANCES } from './mail.ts';
import type { Move } from './move.ts';

/** A copy of a message, from the move that sent it to the one that took it. Moves are counted from 0. */
export interface Sent {
  readonly via: number;
  /** Process and instance that sent it, and that it is for. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly sentBy: number;
  /** Move that received it, or lost it at a receiver that was down; null while it waits. */
  takenBy: number | null;
}

/** All messages of a sequence of moves, in the order of sending. Of two that are alike the older one is taken first. */
export function messagesOf({ model, extended }: MoveContext, moves: readonly Move[]): Sent[] {
  const out: Sent[] = [];
  for (const { process } of model.processes) {
    const first = extended.mail[process.index]!;
    if (first < 0) continue;
    process.instances.forEach((_, i) => {
      let before: Mail = extended.initial[first + i] as Mail;
      const open: { readonly key: string; readonly sent: Sent }[] = [];
      moves.forEach((move, at) => {
        const after = move.state[first + i] as Mail;
        const isHis = move.process === process.index && move.subject === i;
        for (const key of missing(before, after)) {
          const place = open.findIndex((one) => one.key === key);
          if (place < 0) continue;
          const { sent } = open[place]!;
          open.splice(place, 1);
          if (isHis) sent.takenBy = at;
        }
        for (const key of missing(after, before)) {
          const [via, sender] = JSON.parse(key) as [number, number];
          const from = [Math.floor(sender / MOST_INSTANCES), sender % MOST_INSTANCES] as const;
          const sent = { via, from, to: [process.index, i] as const, sentBy: at, takenBy: null };
          open.push({ key, sent });
          out.push(sent);
        }
        before = after;
      });
    });
  }
  return out.sort((a, b) => a.sentBy - b.sentBy);
}

/** What is in the one and not in the other, each as often as it is missing. */
function missing(from: Mail, others: Mail): string[] {
  const left = others.map((one: Value) => JSON.stringify(one));
  return from.flatMap((one) => {
    const key = JSON.stringify(one);
    const place = left.indexOf(key);
    if (place < 0) return [key];
    left.splice(place, 1);
    return [];
  });
}
