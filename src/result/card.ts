/** What the author wrote about how pages show the scenario. A key that isn't written is absent. */
export interface CardKeys {
  /** The finding in one sentence. Citations of results are as written. */
  finding?: string;
  /** Name of the view or measure to draw. */
  figure?: string;
  /** Variants to list, in order. `says`: the variant in words, or null. */
  rows?: { variant: string; says: string | null }[];
  /** The scenario shows how something could happen. It's no evidence. */
  illustration?: true;
  /** Processes in words, in source order. */
  means?: { process: string; says: string }[];
}

/** Views that a card can draw. */
export const CARD_VIEWS = ['counterexample', 'fit', 'load', 'latency', 'backlog', 'errors'] as const;

/** Rows of a card, with the base. */
export const MOST_CARD_ROWS = 5;

/** Longest finding, in characters. */
export const MOST_FINDING = 90;
