import type { Span } from '../../diagnostic/diagnostic.ts';
import type { FixEffect, Label } from '../../result.ts';

/** A claim that a comparison with the observed timeline has at least this label. */
export interface LabelClaim {
  /** Id of a compared mark, observed period or observed value. */
  readonly id: string;
  readonly label: Label;
  readonly span: Span;
}

/** A claim that a variant helps. */
export interface HelpsClaim {
  /** The quantities that have to be better. If empty, the comparison as a whole has to be better. */
  readonly effects: readonly {
    readonly what: FixEffect['what'];
    readonly name: string;
    readonly span: Span;
  }[];
  /** Share of the draws in which the claim has to hold. */
  readonly share: number;
  readonly span: Span;
}
