import type { Difference, DifferenceKind } from './difference.ts';

/** Part of a sentence: fixed wording, or an author's text, which a renderer has to escape. */
export type Piece = string | { readonly quoted: string };

/** The start of the sentence for each kind. `{}` is the subject; the values before and after follow. */
const STARTS: Readonly<Record<DifferenceKind, string>> = {
  'incident-broken': 'no longer builds',
  'incident-not-compared': "builds in neither version, so it wasn't compared",
  'incident-fixed': 'builds again',
  'tolerance-widened': 'tolerance of {} widened',
  'tolerance-removed': 'tolerance of {} removed',
  'tolerance-added': 'new tolerance of {}',
  'tolerance-narrowed': 'tolerance of {} narrowed',
  'label-changed': 'label of {}',
  'effect-changed': 'effect of the variant',
  'unsourced-number': 'new number without a source, {}',
  'verdict-changed': 'verdict on {}',
  'claim-changed': 'claim {}',
  'fact-changed': 'agreement with the observed fact {}',
  'metastability-changed': 'recovery',
  'impact-changed': 'impact on {}',
  'failures-changed': 'failed requests of {}',
  'outcome-changed': 'outcome {}',
  'curve-changed': 'fit of the curve {}',
  'mark-appeared': 'mark {} now happens',
  'mark-disappeared': 'mark {} no longer happens',
  'mark-moved': 'mark {} moved',
  'recovery-changed': 'recovery',
  'spread-changed': 'across many runs, {}',
  'incident-added': 'new write-up',
  'incident-removed': 'write-up removed',
  'moment-changed': '{}',
  'severity-changed': 'severity',
  'status-changed': 'status',
  'visibility-changed': 'visibility',
  'action-added': 'new action {}',
  'action-removed': 'action {} removed',
  'action-changed': 'action {}',
  'scenario-added': 'new scenario',
  'scenario-removed': 'scenario removed',
  'variant-added': 'new variant',
  'variant-removed': 'variant removed',
  'claim-added': 'new claim {}',
  'claim-removed': 'claim {} removed',
  'constant-changed': 'constant {}',
  'assumption-added': 'new assumption',
  'assumption-removed': 'assumption removed',
  'states-changed': 'size of the search',
  'entry-added': 'new timeline entry {}',
  'entry-removed': 'timeline entry {} removed',
  'entry-moved': 'timeline entry {} moved',
  'entry-changed': 'timeline entry {}',
  'impact-record-changed': 'impact table',
  'front-matter-changed': 'front matter {}',
  'scenario-text-changed': 'text changed, results are the same',
  'prose-changed': 'prose changed',
};

/** A difference as a sentence, without the write-up's name. */
export function sentenceOf({ kind, scenario, variant, subject, before, after }: Difference): Piece[] {
  const out: Piece[] = [];
  if (scenario !== null) out.push({ quoted: scenario });
  if (variant !== null && variant !== 'base') out.push(' with ', { quoted: variant });
  if (out.length > 0) out.push(': ');
  out.push(...startOf(kind, subject, before, after));
  if (kind === 'scenario-text-changed') return out;
  if (before !== null && after !== null) return [...out, ': ', { quoted: before }, ' → ', { quoted: after }];
  const only = after ?? before;
  return only === null || only === '' ? out : [...out, ': ', { quoted: only }];
}

function startOf(
  kind: DifferenceKind,
  subject: string | null,
  before: string | null,
  after: string | null,
): Piece[] {
  if (kind === 'prose-changed' && before === null) return ['prose added'];
  if (kind === 'prose-changed' && after === null) return ['prose removed'];
  const [start = '', end] = STARTS[kind].split('{}');
  if (end === undefined) return [start];
  if (subject === null) return [start.replace(/(?:,| on| of)? $/, '') + end];
  return [start, { quoted: subject }, end].filter((piece) => piece !== '');
}

/** Summarizes the whole comparison in one line. */
export function summaryOf(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'No changes.';
  const broken = differences.filter(({ kind }) => kind === 'incident-not-compared').length;
  const own = differences.filter(({ cause, kind }) => cause === 'text' && kind !== 'incident-not-compared');
  const engine = differences.length - own.length - broken;
  const rest = [
    engine > 0 && ` ${countOf(engine, 'difference comes', 'differences come')} from another engine version.`,
    broken > 0 &&
      ` ${countOf(broken, "write-up doesn't", "write-ups don't")} build in either version and ${broken === 1 ? "wasn't" : "weren't"} compared.`,
  ].filter((part) => part !== false);
  return `${changesOf(own, broken)}${rest.join('')}`;
}

function changesOf(own: readonly Difference[], broken: number): string {
  if (own.length === 0) {
    return broken > 0 ? 'No changes in what could be compared.' : 'No changes from the text.';
  }
  const isProse = ({ kind }: Difference): boolean => kind === 'prose-changed';
  const incidentsOf = (list: readonly Difference[]): string =>
    countOf(new Set(list.map(({ incident }) => incident)).size, 'write-up', 'write-ups');
  if (own.every(isProse)) return `Only prose changed, in ${incidentsOf(own)}. No results changed.`;
  const facts = own.filter((one) => !isProse(one));
  const prose = facts.length === own.length ? '' : ', besides prose';
  return `${countOf(facts.length, 'change', 'changes')} in ${incidentsOf(facts)}${prose}.`;
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
