import type { Result } from '../result.ts';
import { compareFrontMatter, compareTimelines } from './compare-incidents.ts';
import { compareResults } from './compare-results.ts';
import { type Difference, difference, type Place, pair, ranked } from './difference.ts';
import type { IncidentSnapshot, PageSnapshot, ScenarioSnapshot, SiteSnapshot } from './snapshot.ts';

/** Results as an earlier build published them, by slug and scenario: they may be of another engine. */
export type PublishedResults = ReadonlyMap<string, ReadonlyMap<string, Result>>;

/**
 * What changed in substance between two versions of a site, ranked. A write-up in which nothing but words differs gives
 * one difference, `prose-changed`.
 *
 * @param published results of the version before, as they were published. Where such a result is of another engine, what
 *   this engine makes of the same text is told apart (`cause: 'engine'`) from what the text changed.
 */
export function compareSites(
  before: SiteSnapshot,
  after: SiteSnapshot,
  published: PublishedResults = new Map(),
): Difference[] {
  const { both, removed, added } = pair(before.incidents, after.incidents, ({ slug }) => slug);
  const at = (incident: string): Place => ({ incident, scenario: null, variant: null, cause: 'text' });
  return ranked([
    ...removed.map((one) => difference(at(one.slug), 'incident-removed', null, titleOf(one), null)),
    ...added.map((one) => difference(at(one.slug), 'incident-added', null, null, titleOf(one))),
    ...added.flatMap((one) =>
      one.page === null ? [difference(at(one.slug), 'incident-broken', null, null, errorsOf(one))] : [],
    ),
    ...both.flatMap(([a, b]) => compareIncidents(at(a.slug), a, b)),
    ...before.incidents.flatMap((one) => engineDifferences(at(one.slug), one, published.get(one.slug))),
  ]);
}

function compareIncidents(place: Place, before: IncidentSnapshot, after: IncidentSnapshot): Difference[] {
  if (after.page === null) {
    return before.page === null
      ? [difference(place, 'incident-not-compared', null, null, errorsOf(after))]
      : [difference(place, 'incident-broken', null, 'it could be built', errorsOf(after))];
  }
  if (before.page === null) {
    return [difference(place, 'incident-mended', null, errorsOf(before), 'it can be built')];
  }
  return comparePages(place, before.page, after.page);
}

function comparePages(place: Place, before: PageSnapshot, after: PageSnapshot): Difference[] {
  const scenarios = pair(before.scenarios, after.scenarios, ({ id }) => id);
  const found = [
    ...compareFrontMatter(place, before.incident, after.incident),
    ...compareTimelines(place, before.timeline, after.timeline),
    ...scenarios.removed.map(({ id, title }) => difference(place, 'scenario-removed', id, title, null)),
    ...scenarios.added.map(({ id, title }) => difference(place, 'scenario-added', id, null, title)),
    ...scenarios.both.flatMap(([a, b]) => compareScenarios({ ...place, scenario: a.id }, a, b)),
  ];
  if (before.prose !== after.prose) {
    found.push(difference(place, 'prose-changed', null, lengthOf(before.prose), lengthOf(after.prose)));
  }
  return found;
}

/** A text that changed without another result is told as that: it is neither nothing nor prose. */
function compareScenarios(place: Place, before: ScenarioSnapshot, after: ScenarioSnapshot): Difference[] {
  const found = compareResults(place, before.result, after.result);
  if (found.length > 0 || before.text === after.text) return found;
  return [
    difference(place, 'scenario-text-changed', null, 'its results are the same', 'its results are the same'),
  ];
}

function engineDifferences(
  place: Place,
  { page }: IncidentSnapshot,
  published: ReadonlyMap<string, Result> | undefined,
): Difference[] {
  return (page?.scenarios ?? []).flatMap(({ id, result }) => {
    const old = published?.get(id);
    if (old === undefined || old.engine === result.engine) return [];
    return compareResults({ ...place, scenario: id, cause: 'engine' }, old, result);
  });
}

function titleOf({ page, slug }: IncidentSnapshot): string {
  return page?.incident.title ?? slug;
}

function errorsOf({ errors }: IncidentSnapshot): string {
  const [first] = errors;
  return errors.length === 0
    ? 'it could not be built'
    : `${errors.length} ${errors.length === 1 ? 'error' : 'errors, the first'}: ${first}`;
}

function lengthOf(prose: string): string {
  const words = prose.split(/\s+/).filter((word) => word !== '').length;
  return `${words} words`;
}
