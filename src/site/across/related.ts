import type { SiteFacts } from '../../config/site.ts';
import { startOf } from '../record/key-times.ts';
import { type Listed, servicesOf, slugText } from './catalogue.ts';

/** A write-up that a reader of another one may want to read. */
export interface Related {
  id: string;
  title: string;
  /** When it started. */
  start: number;
  /** Why it is here: `named by this write-up`, or what the two have in common. */
  why: string;
}

/** Most write-ups that are found by what they have in common. */
const MOST_FOUND = 3;

/**
 * For each write-up, those that it names, then those that share most services and tags with it, the latest first among
 * equals.
 *
 * @param incidents the latest first
 */
export function relatedOf(
  incidents: readonly Listed[],
  site: Pick<SiteFacts, 'services'>,
): ReadonlyMap<string, Related[]> {
  const bySlug = new Map<string, Listed[]>();
  const signsOf = new Map(incidents.map((one) => [one.id, signs(one, site)]));
  for (const one of incidents) {
    for (const sign of signsOf.get(one.id)!.keys()) bySlug.set(sign, [...(bySlug.get(sign) ?? []), one]);
  }
  return new Map(
    incidents.map((one) => {
      const named = incidents.filter(({ id }) => id !== one.id && one.incident.related.includes(id));
      const shared = new Map<Listed, string[]>();
      for (const [sign, label] of signsOf.get(one.id)!) {
        for (const other of bySlug.get(sign)!) shared.set(other, [...(shared.get(other) ?? []), label]);
      }
      const found = [...shared]
        .filter(([other, labels]) => other.id !== one.id && !named.includes(other) && labels.length > 1)
        .sort(
          ([a, one], [b, other]) => other.length - one.length || startOf(b.incident) - startOf(a.incident),
        )
        .slice(0, MOST_FOUND);
      return [
        one.id,
        [
          ...named.map((other) => relatedTo(other, 'named by this write-up')),
          ...found.map(([other, labels]) => relatedTo(other, `both: ${labels.slice(0, 4).join(', ')}`)),
        ],
      ];
    }),
  );
}

/** What a write-up may have in common with others: services and tags, by a key that tells the two apart. */
function signs({ incident }: Listed, site: Pick<SiteFacts, 'services'>): Map<string, string> {
  return new Map([
    ...servicesOf(site, incident).map(({ id, name }) => [`service ${id}`, name] as const),
    ...incident.categories.map((tag) => [`tag ${slugText(tag)}`, tag] as const),
  ]);
}

function relatedTo({ id, incident }: Listed, why: string): Related {
  return { id, title: incident.title, start: startOf(incident), why };
}
