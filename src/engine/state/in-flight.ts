import type { Message } from './actor.ts';

/** Messages in transit, by index. Events refer to messages by index, and indices are reused. */
export class InFlight {
  private readonly messages: (Message | null)[] = [];
  private readonly free: number[] = [];

  /** The maximum number of messages in transit at the same time so far. */
  get places(): number {
    return this.messages.length;
  }

  /** The messages in transit, in any order. */
  *waiting(): Iterable<Message> {
    for (const message of this.messages) if (message !== null) yield message;
  }

  /** Adds a message and returns its index. */
  add(message: Message): number {
    const place = this.free.pop() ?? this.messages.length;
    this.messages[place] = message;
    return place;
  }

  /** Removes and returns a message. */
  take(place: number): Message {
    const message = this.messages[place]!;
    this.messages[place] = null;
    this.free.push(place);
    return message;
  }
}
