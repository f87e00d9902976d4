import type { Difference, DifferenceKind } from './difference.ts';

/** A piece of a sentence: our own words, or a text of an author that a renderer must escape. */
export type Piece = string | { readonly quoted: string };

/** How a kind of difference begins; what was and what is follow. */
const WORDS: Readonly<Record<DifferenceKind, string>> = {
  'incident-broken': 'can no longer be built',
  'incident-not-compared': 'can be built in neither version, so nothing of it is compared',
  'incident-mended': 'can be built again',
  'verdict-turned': 'verdict turned',
  'claim-turned': 'claim turned',
  'fact-turned': 'agreement with the record turned',
  'metastability-turned': 'recovery turned',
  'impact-changed': 'impact',
  'failures-changed': 'failed requests',
  'mark-appeared': 'now happens',
  'mark-disappeared': 'no longer happens',
  'mark-moved': 'moved',
  'recovery-changed': 'recovery',
  'spread-changed': 'over many runs',
  'incident-added': 'new write-up',
  'incident-removed': 'write-up removed',
  'moment-changed': 'moment',
  'severity-changed': 'severity',
  'status-changed': 'status',
  'visibility-changed': 'visibility',
  'action-added': 'new action',
  'action-removed': 'action removed',
  'action-changed': 'action',
  'scenario-added': 'new scenario',
  'scenario-removed': 'scenario removed',
  'variant-added': 'new variant',
  'variant-removed': 'variant removed',
  'claim-added': 'new claim',
  'claim-removed': 'claim removed',
  'constant-changed': 'constant',
  'assumption-added': 'new assumption',
  'assumption-removed': 'assumption removed',
  'states-changed': 'size of the search',
  'entry-added': 'new entry of the record',
  'entry-removed': 'entry of the record removed',
  'entry-moved': 'entry of the record moved',
  'entry-changed': 'entry of the record',
  'impact-record-changed': 'impact table of the record',
  'front-matter-changed': 'front matter',
  'scenario-text-changed': 'text of the scenario changed',
  'prose-changed': 'prose',
};

/** A difference as a sentence, without the name of its write-up. */
export function sentenceOf({ kind, scenario, variant, subject, before, after }: Difference): Piece[] {
  const out: Piece[] = [];
  if (scenario !== null) out.push({ quoted: scenario });
  if (variant !== null && variant !== 'base') out.push(' with ', { quoted: variant });
  if (out.length > 0) out.push(': ');
  out.push(WORDS[kind]);
  if (subject !== null && subject !== variant) out.push(' ', { quoted: subject });
  if (kind === 'scenario-text-changed') return [...out, '; its results are the same.'];
  if (before !== null && after !== null) return [...out, ': ', { quoted: before }, ' → ', { quoted: after }];
  const only = after ?? before;
  return only === null || only === '' ? out : [...out, ': ', { quoted: only }];
}

/** The whole comparison in one line. */
export function summaryOf(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'Nothing changes.';
  const stuck = differences.filter(({ kind }) => kind === 'incident-not-compared').length;
  const own = differences.filter(({ cause, kind }) => cause === 'text' && kind !== 'incident-not-compared');
  const engine = differences.length - own.length - stuck;
  const rest = [
    engine > 0 && ` ${countOf(engine, 'difference comes', 'differences come')} from another engine version.`,
    stuck > 0 &&
      ` ${countOf(stuck, 'write-up can', 'write-ups can')} be built in neither version, and nothing of ${stuck === 1 ? 'it' : 'them'} is compared.`,
  ].filter((part) => part !== false);
  return `${changesOf(own, stuck)}${rest.join('')}`;
}

function changesOf(own: readonly Difference[], stuck: number): string {
  if (own.length === 0)
    return stuck > 0 ? 'Nothing that can be compared changes.' : 'The text changes nothing.';
  const incidents = new Set(own.map(({ incident }) => incident)).size;
  if (own.every(({ kind }) => kind === 'prose-changed')) {
    return `Prose only: ${countOf(incidents, 'write-up reads', 'write-ups read')} differently, and no result changes.`;
  }
  const count = own.filter(({ kind }) => kind !== 'prose-changed').length;
  return `${countOf(count, 'change', 'changes')} in substance in ${countOf(incidents, 'write-up', 'write-ups')}.`;
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
