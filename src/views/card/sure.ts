import type { Basis, Result } from '../../result.ts';
import { type Html, html } from '../markup/html.ts';
import { basisSign } from '../markup/provenance.ts';
import { heldShare, type LabelTally, labelTally } from '../words/labels.ts';
import { plainName } from '../words/names.ts';
import { countOf, listed, sentenceCase } from '../words/number-format.ts';

/** What a model's results depend on, in a few words: labels of comparisons, searches, assumptions. */
export function confidenceLine(result: Result): Html {
  const items = confidenceItems(result);
  return html`<p class="hc-sure"><b>Confidence</b>${items.map(({ basis, words }) => html` <span>${sign(basis)}${sentenceCase(words)}.</span>`)}</p>`;
}

interface Item {
  readonly basis: Basis | null;
  readonly words: string;
}

function confidenceItems(result: Result): Item[] {
  const { explorations, assumes } = result;
  const tally = labelTally([result]);
  const [search] = explorations;
  const fitted = result.constants.filter(({ basis }) => basis === 'fitted').length;
  const unsourced = tally === null ? 0 : tally.unsourced;
  return [
    ...(search === undefined
      ? []
      : [
          {
            basis: 'simulated' as const,
            words:
              search.verdict === 'incomplete'
                ? 'not every order of steps searched'
                : 'every order of steps searched, within bounds',
          },
        ]),
    ...(result.runs.length === 0 ? [] : [comparisonItem(tally, result)]),
    ...(fitted === 0 ? [] : [{ basis: 'estimated' as const, words: `${countOf(fitted, 'number')} fitted` }]),
    ...(unsourced + assumes.length === 0
      ? []
      : [{ basis: 'assumed' as const, words: assumedWords(unsourced, assumes.length) }]),
    ...(search === undefined ? [] : [{ basis: null, words: 'likelihood unknown' }]),
  ];
}

/** `2 of 5 comparisons hold up, 1 missed`, and how rarely a compared mark happens with different numbers. */
function comparisonItem(tally: LabelTally | null, result: Result): Item {
  if (tally === null)
    return { basis: 'simulated', words: 'comparisons are being repeated with different numbers' };
  const { compared, missed } = tally;
  if (compared === 0) return { basis: 'simulated', words: 'not compared with observations' };
  const others = missed === 0 ? '' : `, ${missed} missed`;
  return {
    basis: 'simulated',
    words: `${heldShare(tally)}${others}${rareWords(result)}`,
  };
}

/**
 * The compared mark that is rarest across draws of the numbers, if it happens in fewer than half of them. Without this,
 * its time would look like a foregone conclusion.
 */
function rareWords({ validation }: Result): string {
  const { wide = [] } = validation?.probes ?? {};
  const counts = (validation?.comparisons ?? []).flatMap(({ kind, id }, i) =>
    kind === 'mark' ? [{ id, count: wide.filter((probe) => typeof probe?.[i] === 'number').length }] : [],
  );
  const [rarest] = counts.sort((a, b) => a.count - b.count);
  if (rarest === undefined || rarest.count >= wide.length / 2) return '';
  return `; with different numbers, “${plainName(rarest.id)}” is reached in ${rarest.count} of ${wide.length} draws`;
}

function assumedWords(numbers: number, statements: number): string {
  return listed([
    ...(numbers === 0 ? [] : [`${countOf(numbers, 'number')} without a source`]),
    ...(statements === 0 ? [] : [countOf(statements, 'assumption')]),
  ]);
}

function sign(basis: Basis | null): Html | null {
  return basis === null ? null : html`<span class="hc-basis-${basis}">${basisSign(basis)}</span>`;
}
