import type { Micros } from '../result.ts';
import type { EditionName, Tone } from './options.ts';

/** The configuration of a site, reduced to the edition being built. In the public edition it has nothing internal. */
export interface SiteFacts {
  readonly title: string;
  readonly description: string;
  readonly organization: string;
  /** Path in `public/`; null for Hindcast's own logo. */
  readonly logo: string | null;
  readonly edition: EditionName;
  /** Whether search engines may index the site. False for the internal edition of a site with two. */
  readonly indexed: boolean;
  readonly repository: SiteRepository | null;
  /** Worst first. */
  readonly severities: readonly SiteSeverity[];
  /** In configuration order. */
  readonly services: readonly SiteService[];
  /** IANA time zone of write-ups that don't set one. */
  readonly zone: string;
  /** Open actions due before this day are overdue; if null, none are. */
  readonly asOf: string | null;
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** Whether Hindcast's reference and guides are part of the site. */
  readonly docs: boolean;
  readonly feeds: boolean;
  readonly previews: boolean;
  readonly search: boolean;
  readonly addresses: 'portable' | 'clean';
}

/** Which optional files and pages a site has. */
export interface SiteFiles {
  /** Whether there is a list of guides, the site's own or Hindcast's. */
  readonly hasGuides: boolean;
  /** Whether this is Hindcast's own site. Only there do search engines index the reference. */
  readonly isHome: boolean;
  /** Whether `public/` has `social-card.png`, the preview image of pages that aren't write-ups. */
  readonly hasCard: boolean;
}

export interface SiteRepository {
  readonly url: string;
  /** Address for editing a file, with `{path}` in it. */
  readonly edit: string | null;
}

export interface SiteSeverity {
  readonly id: string;
  readonly name: string;
  readonly meaning: string | null;
  /** 1 is the worst. */
  readonly order: number;
  readonly tone: Tone;
}

export interface SiteService {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tier: string | null;
  /** `target` is a fraction. Example: 0.999. */
  readonly slo: { readonly target: number; readonly window: Micros } | null;
  /** Ids of services. */
  readonly dependsOn: readonly string[];
}

/** The severity with this id. A severity that isn't configured sorts last. */
export function severityOf(site: Pick<SiteFacts, 'severities'>, id: string): SiteSeverity {
  const known = site.severities.find((severity) => severity.id === id);
  return known ?? { id, name: id, meaning: null, order: site.severities.length + 1, tone: 'minor' };
}

/** The service that a write-up names by id or name, or null. */
export function serviceOf(site: Pick<SiteFacts, 'services'>, named: string): SiteService | null {
  return site.services.find(({ id, name }) => id === named || name === named) ?? null;
}

/** Address for editing a file, or null if the site has none. `path` is relative to the site's root. */
export function editAddress(site: Pick<SiteFacts, 'repository'>, path: string): string | null {
  const edit = site.repository?.edit ?? null;
  return edit === null ? null : edit.replace('{path}', path.split('/').map(encodeURIComponent).join('/'));
}

/** Whether an action that is due on a day, or at an RFC 3339 time, is late on the site's `asOf` day. */
export function isOverdue(site: Pick<SiteFacts, 'asOf'>, due: string): boolean {
  return site.asOf !== null && due.slice(0, 10) < site.asOf;
}
