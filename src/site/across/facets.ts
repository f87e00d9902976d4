import { type SiteFacts, severityOf } from '../../config/site.ts';
import { type Listed, servicesOf, slugText, yearOf } from './catalog.ts';

/** Kinds of filters for a list of incidents. */
export const FACET_KINDS = ['year', 'severity', 'service', 'tag'] as const;
export type FacetKind = (typeof FACET_KINDS)[number];

export const FACET_TITLES: Readonly<Record<FacetKind, string>> = {
  year: 'Year',
  severity: 'Severity',
  service: 'Service',
  tag: 'Tag',
};

/** One value of a facet and its incidents, latest first. */
export interface Facet {
  kind: FacetKind;
  /** Slug used in the address of the facet's page and in the rows' data attributes. */
  slug: string;
  label: string;
  incidents: Listed[];
}

export type Facets = Readonly<Record<FacetKind, Facet[]>>;

/**
 * All facets in a list. Years and severities are in their natural order; services and tags are ordered by number of
 * incidents.
 *
 * @param incidents latest first
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

/** The values of a facet for one incident. */
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
