import type { Result } from '../../result.ts';
import { generatedTitle } from '../../views/card/title.ts';
import { html } from '../../views/markup/html.ts';
import { type LabelTally, labelTally } from '../../views/words/labels.ts';

/** What a write-up's scenario shows: one sentence, a card in place of its block, and a page with the model. */
export interface Finding {
  /** Id of the scenario. */
  id: string;
  /** The scenario's position on the page, counting from 1. */
  number: number;
  /** Id of the card on the write-up's page. */
  anchor: string;
  /** One sentence as plain text, with values in place of citations. */
  title: string;
  /** `title` as markup. Its citations aren't links. */
  titleHtml: string;
  /** False if the sentence was generated from results because the author hasn't written one. */
  isWritten: boolean;
  /** What the scenario models, in one or two sentences; null if its author hasn't said. */
  lead: string | null;
  /**
   * True if the scenario illustrates a mechanism and isn't evidence. Such findings aren't listed at the top of the
   * page.
   */
  isIllustration: boolean;
  isSearched: boolean;
  /** Number of comparisons with the observed timeline for each label. Null while the labels are being determined. */
  labels: LabelTally | null;
  /** The model's page, relative to the write-up's page. Example: `models/cold-cache/`. */
  path: string;
}

/** The page for a scenario's model. Its address is below the write-up's address. */
export interface ModelPage {
  /** Id of the scenario. */
  id: string;
  /** The page's title, which is the finding. */
  title: string;
  titleHtml: string;
  lead: string | null;
  /** Markup for the page's sections. */
  html: string;
  headings: { depth: number; slug: string; text: string }[];
  /** True if readers can step through a counterexample or a timeline. */
  isPlayed: boolean;
  /** The model as a script, so readers can change its numbers; null if there is nothing to change. */
  script: string | null;
}

/** Path of a model's page, relative to its write-up's page. */
export function modelPath(scenario: string): string {
  return `models/${encodeURIComponent(scenario)}/`;
}

/** Id of a scenario's card. */
function cardAnchor(scenario: string): string {
  return `finding-${scenario}`;
}

/**
 * The finding of a scenario.
 *
 * @param written the author's sentence, as text and as markup; null if there is none
 */
export function findingOf(
  result: Result,
  number: number,
  written: { readonly text: string; readonly markup: string } | null,
): Finding {
  const title = written?.text ?? generatedTitle(result);
  return {
    id: result.scenario,
    number,
    anchor: cardAnchor(result.scenario),
    title,
    titleHtml: written?.markup ?? html`${title}`.toString(),
    isWritten: written !== null,
    lead: result.summary,
    isIllustration: result.card?.illustration === true,
    isSearched: result.explorations.length > 0,
    labels: labelTally([result]),
    path: modelPath(result.scenario),
  };
}
