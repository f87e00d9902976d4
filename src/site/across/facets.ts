import { type SiteFacts, severityOf } from '../../config/site.ts';
import { type Listed, servicesOf, slugText, yearOf } from './catalogue.ts';

/** What a list of incidents can be narrowed by. */
export const FACET_KINDS = ['year', 'severity', 'service', 'tag'] as const;
export type FacetKind = (typeof FACET_KINDS)[number];

export const FACET_TITLES: Readonly<Record<FacetKind, string>> = {
  year: 'Year',
  severity: 'Severity',
  service: 'Service',
  tag: 'Tag',
};

/** One value of a facet with the incidents that have it, the latest first. */
export interface Facet {
  kind: FacetKind;
  /** Part of the address of its page, and what rows carry. */
  slug: string;
  label: string;
  incidents: Listed[];
}

export type Facets = Readonly<Record<FacetKind, Facet[]>>;

/**
 * All facets of a list: years and severities in their own order, services and tags by how many incidents have them.
 *
 * @param incidents the latest first
 */
export function facetsOf(
  incidents: readonly Listed[],
  site: Pick<SiteFacts, 'services' | 'severities'>,
): Facets {
  const byCount = (a: Facet, b: Facet): number =>
    b.incidents.length - a.incidents.length || (a.label < b.label ? -1 : 1);
  const order = new Map(site.severities.map(({ id, order }) => [slugText(id), order]));
  return {
    year: collect(incidents, 'year', site).sort((a, b) => Number(b.slug) - Number(a.slug)),
    severity: collect(incidents, 'severity', site).sort(
      (a, b) => (order.get(a.slug) ?? 99) - (order.get(b.slug) ?? 99),
    ),
    service: collect(incidents, 'service', site).sort(byCount),
    tag: collect(incidents, 'tag', site).sort(byCount),
  };
}

/** Values of one incident by which lists narrow: slugs with their labels. */
export function valuesOf(
  kind: FacetKind,
  { incident }: Pick<Listed, 'incident'>,
  site: Pick<SiteFacts, 'services' | 'severities'>,
): { slug: string; label: string }[] {
  switch (kind) {
    case 'year': {
      const year = String(yearOf(incident));
      return [{ slug: year, label: year }];
    }
    case 'severity': {
      const { id, name } = severityOf(site, incident.severity);
      return [{ slug: slugText(id), label: name === id ? id : `${id}, ${name.toLowerCase()}` }];
    }
    case 'service':
      return servicesOf(site, incident).map(({ id, name }) => ({ slug: id, label: name }));
    case 'tag':
      return [...new Map(incident.categories.map((tag) => [slugText(tag), tag]))].map(([slug, label]) => ({
        slug,
        label,
      }));
  }
}

function collect(
  incidents: readonly Listed[],
  kind: FacetKind,
  site: Pick<SiteFacts, 'services' | 'severities'>,
): Facet[] {
  const facets = new Map<string, Facet>();
  for (const listed of incidents) {
    for (const { slug, label } of valuesOf(kind, listed, site)) {
      const facet = facets.get(slug) ?? { kind, slug, label, incidents: [] };
      facet.incidents.push(listed);
      facets.set(slug, facet);
    }
  }
  return [...facets.values()];
}
