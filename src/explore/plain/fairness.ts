import type { Model } from '../../model/model.ts';
import type { Move } from '../space/search-state.ts';

/**
 * A fairness requirement on a set of moves: if one of the moves stays possible, some move in the set eventually
 * happens.
 */
export interface Requirement {
  readonly name: string;
  /**
   * True (strong fairness) if a move only has to be possible infinitely often; false (weak) if it has to stay possible.
   */
  readonly strong: boolean;
}

/**
 * The fairness requirements of a model: one for each timer, for each instance of a fair process, and for each step or
 * alternative with `fair`. An instance's requirement covers its moves except those with `fair: none`. A step's
 * requirement covers only the step itself: leaving it through `skip_if` or a failed call doesn't count.
 */
export class Fairness {
  private readonly model: Model;
  private readonly byName = new Map<string, Requirement>();
  private readonly byMove = new Map<string, readonly Requirement[]>();

  constructor(model: Model) {
    this.model = model;
  }

  /** The requirements whose set of moves contains a given move. */
  of({ kind, process, subject, step, branch }: Move): readonly Requirement[] {
    if (process < 0 && kind !== 'timer') return NONE;
    if (kind === 'lose') return NONE;
    const key = `${process}.${subject}.${step}.${branch}.${kind}`;
    const known = this.byMove.get(key);
    if (known !== undefined) return known;
    const found =
      kind === 'timer'
        ? [this.requirement(`timer ${subject}`, false)]
        : this.ofInstance(process, subject, step, branch, kind === 'step');
    this.byMove.set(key, found);
    return found;
  }

  private ofInstance(
    process: number,
    subject: number,
    step: number,
    branch: number,
    happens: boolean,
  ): Requirement[] {
    const whole = this.model.scenario.processes[process]!;
    const own = whole.steps[step]!.branches[branch]!.fair;
    const name = `${process}.${subject}`;
    const out: Requirement[] = [];
    if (whole.fair !== 'none' && own !== 'none') out.push(this.requirement(name, whole.fair === 'strong'));
    if (happens && (own === 'weak' || own === 'strong')) {
      out.push(this.requirement(`${name} ${step}.${branch}`, own === 'strong'));
    }
    return out;
  }

  private requirement(name: string, strong: boolean): Requirement {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const made = { name, strong };
    this.byName.set(name, made);
    return made;
  }
}

const NONE: readonly Requirement[] = [];
