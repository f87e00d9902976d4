import type { Span } from '../../diagnostic/diagnostic.ts';
import type { FixEffect, Label } from '../../result.ts';

/** What a comparison with the observed timeline is claimed to be worth at least. */
export interface LabelClaim {
  /** Id of a compared mark, observed period or observed value. */
  readonly id: string;
  readonly label: Label;
  readonly span: Span;
}

/** A claim that a variant helps. */
export interface HelpsClaim {
  /** What has to be better. Empty: the whole comparison. */
  readonly effects: readonly {
    readonly what: FixEffect['what'];
    readonly name: string;
    readonly span: Span;
  }[];
  /** In this share of the draws. */
  readonly share: number;
  readonly span: Span;
}
