import type { Comparison } from '../../result.ts';
import { plainName } from '../../views/words/names.ts';
import type { WriteUp } from './write-up.ts';

/** Comparisons with the observed timeline, grouped by how strong they are as evidence. */
export interface Scoreboard {
  holdsUp: Scored[];
  /** Comparisons that agree, possibly only because of the model's own numbers or inputs. */
  noTest: Scored[];
  missed: Scored[];
}

/** One comparison, in words. */
export interface Scored {
  /** What is compared. */
  name: string;
  /** The label and, for a miss, how far off it is. Example: `given`. */
  words: string;
  /** Path of the model's page, relative to the write-up's. */
  path: string;
}

/** All comparisons of models that count as evidence, in page order. */
export function scoreboardOf({
  scenarios,
  findings,
  timeline,
}: Pick<WriteUp, 'scenarios' | 'findings' | 'timeline'>): Scoreboard {
  const board: Scoreboard = { holdsUp: [], noTest: [], missed: [] };
  for (const { id, result } of scenarios) {
    const path = findings.find((finding) => finding.id === id)?.path ?? '';
    if (result.card?.illustration === true) continue;
    for (const one of result.validation?.comparisons ?? []) {
      const entry = timeline.find((other) => other.id === one.id);
      const name = entry?.moment ?? firstSentence(entry?.text) ?? plainName(one.id);
      const list =
        one.label === 'holds up' ? board.holdsUp : one.label === 'missed' ? board.missed : board.noTest;
      list.push({ name, words: wordsOf(one), path });
    }
  }
  return board;
}

/** The first sentence of an entry's text. The rest is in the timeline. */
function firstSentence(text: string | undefined): string | undefined {
  return text?.split(/[.;:](?= |$)/)[0];
}

function wordsOf({ label, support, reason }: Comparison): string {
  if (label !== 'missed') return support ?? label;
  const far = reason.replace(/\.$/, '');
  return `${far[0]!.toLowerCase()}${far.slice(1)}`;
}
