import type { SiteFacts } from '../../config/site.ts';
import { startOf } from '../record/key-times.ts';
import { type Listed, servicesOf, slugText } from './catalog.ts';

/** A write-up related to another one. */
export interface Related {
  id: string;
  title: string;
  /** When the incident started. */
  start: number;
  /** Why the write-ups are related. Examples: `linked from this write-up`, `in common: api, dns`. */
  why: string;
}

/** Maximum number of write-ups that are related only because they have services and tags in common. */
const MOST_FOUND = 3;

/**
 * Lists the write-ups related to each write-up: first those that it names, then those that have at least two
 * services or tags in common with it, most similar first.
 *
 * @param incidents latest first
 */
export function relatedOf(
  incidents: readonly Listed[],
  site: Pick<SiteFacts, 'services'>,
): ReadonlyMap<string, Related[]> {
  const byFeature = new Map<string, Listed[]>();
  const featuresOf = new Map(incidents.map((one) => [one.id, features(one, site)]));
  for (const one of incidents) {
    for (const feature of featuresOf.get(one.id)!.keys())
      byFeature.set(feature, [...(byFeature.get(feature) ?? []), one]);
  }
  return new Map(
    incidents.map((one) => {
      const named = incidents.filter(({ id }) => id !== one.id && one.incident.related.includes(id));
      const shared = new Map<Listed, string[]>();
      for (const [feature, label] of featuresOf.get(one.id)!) {
        for (const other of byFeature.get(feature)!) shared.set(other, [...(shared.get(other) ?? []), label]);
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
          ...named.map((other) => relatedTo(other, 'linked from this write-up')),
          ...found.map(([other, labels]) => relatedTo(other, `in common: ${labels.slice(0, 4).join(', ')}`)),
        ],
      ];
    }),
  );
}

/** Services and tags in a write-up, as keys that can't collide. */
function features({ incident }: Listed, site: Pick<SiteFacts, 'services'>): Map<string, string> {
  return new Map([
    ...servicesOf(site, incident).map(({ id, name }) => [`service ${id}`, name] as const),
    ...incident.categories.map((tag) => [`tag ${slugText(tag)}`, tag] as const),
  ]);
}

function relatedTo({ id, incident }: Listed, why: string): Related {
  return { id, title: incident.title, start: startOf(incident), why };
}
