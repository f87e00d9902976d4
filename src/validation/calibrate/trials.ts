import { type Parameter, parsedValue, writtenValues } from './parameters.ts';
import { byLoss, type Position, type Tried } from './search.ts';

/** Values for constants. */
export type Constants = Readonly<Record<string, number>>;

/** The loss for each set of values, in order. */
export type LossesOf = (sets: readonly Constants[]) => Promise<readonly number[]>;

/** All positions that were tried. Positions whose values are written the same way are tried only once. */
export class Trials {
  readonly #parameters: readonly Parameter[];
  readonly #lossesOf: LossesOf;
  readonly #most: () => number;
  readonly #tried = new Map<string, Tried>();
  #isCut = false;

  /** @param most returns how many more sets of values can be tried now */
  constructor(parameters: readonly Parameter[], lossesOf: LossesOf, most: () => number) {
    this.#parameters = parameters;
    this.#lossesOf = lossesOf;
    this.#most = most;
  }

  /** True if a position couldn't be tried because of the limit. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get all(): readonly Tried[] {
    return [...this.#tried.values()];
  }

  /** The first position with the lowest loss. */
  get best(): Tried {
    return [...this.all].sort(byLoss)[0]!;
  }

  /** Positions beyond the limit have an infinite loss. */
  readonly tryAll = async (positions: readonly Position[]): Promise<readonly Tried[]> => {
    const keys = positions.map((at) => writtenValues(this.#parameters, at).join(' '));
    const open = new Map<string, Position>();
    for (const [i, key] of keys.entries()) {
      if (!this.#tried.has(key) && !open.has(key)) open.set(key, positions[i]!);
    }
    const made = [...open].slice(0, this.#most());
    if (made.length < open.size) this.#isCut = true;
    const losses = made.length === 0 ? [] : await this.#lossesOf(made.map(([, at]) => this.constantsAt(at)));
    for (const [i, [key, at]] of made.entries()) this.#tried.set(key, { at, loss: losses[i]! });
    return keys.map((key, i) => {
      const { loss } = this.#tried.get(key) ?? { loss: Number.POSITIVE_INFINITY };
      return { at: positions[i]!, loss };
    });
  };

  constantsAt(at: Position): Constants {
    const written = writtenValues(this.#parameters, at);
    return Object.fromEntries(
      this.#parameters.map((parameter, d) => [parameter.name, parsedValue(parameter, written[d]!)]),
    );
  }
}
