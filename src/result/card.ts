/** The author's settings for how pages show the scenario. Keys that the author didn't write are absent. */
export interface CardKeys {
  /** The finding in one sentence. Citations of results are left as written. */
  finding?: string;
  /** Name of the view or measure to draw. */
  figure?: string;
  /** Variants to list, in order. `says`: the variant in words, or null. */
  rows?: { variant: string; says: string | null }[];
  /** Names of the marks, outcomes, services or conditions whose results the rows show. */
  columns?: string[];
  /** Set if the scenario only illustrates how something could happen and isn't evidence. */
  illustration?: true;
  /** Descriptions of processes, in source order. */
  means?: { process: string; says: string }[];
}

/** Views that a card can draw. */
export const CARD_VIEWS = ['counterexample', 'fit', 'load', 'latency', 'backlog', 'errors'] as const;

/** Name of the column with the time that the recovery takes. */
export const RECOVERY = 'recovery';

/** Maximum number of rows in a card, including the base. */
export const MOST_CARD_ROWS = 5;

/** Maximum length of a finding, in characters. */
export const MOST_FINDING = 90;
