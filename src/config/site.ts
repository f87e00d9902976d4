import type { Pattern } from '../incident/patterns.ts';
import type { Micros } from '../result.ts';
import type { EditionName, Tone } from './options.ts';

/**
 * A site's configuration, reduced to the edition being built. In the public edition, it doesn't contain anything
 * internal.
 */
export interface SiteFacts {
  readonly title: string;
  readonly description: string;
  readonly organization: string;
  /** Path in `public/`; null for Hindcast's logo. */
  readonly logo: string | null;
  readonly edition: EditionName;
  /** True if search engines may index the site. False for the internal edition of a site with two editions. */
  readonly indexed: boolean;
  readonly repository: SiteRepository | null;
  /** Most severe first. */
  readonly severities: readonly SiteSeverity[];
  /** Patterns that write-ups can name: Hindcast's, then the site's. */
  readonly patterns: readonly Pattern[];
  /** In configuration order. */
  readonly services: readonly SiteService[];
  /** IANA time zone for write-ups that don't set one. */
  readonly zone: string;
  /** Open actions due before this day are overdue. If null, no actions are shown as overdue. */
  readonly asOf: string | null;
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** True if the site includes Hindcast's reference and guides. */
  readonly docs: boolean;
  readonly feeds: boolean;
  readonly previews: boolean;
  readonly search: boolean;
  readonly addresses: 'portable' | 'clean';
}

/** The optional files and pages that a site has. */
export interface SiteFiles {
  /** True if there is a list of guides, either the site's or Hindcast's. */
  readonly hasGuides: boolean;
  /** True for Hindcast's site, the only one whose reference search engines index. */
  readonly isHome: boolean;
  /** True if `public/` has `social-card.png`, the preview image for pages that aren't write-ups. */
  readonly hasCard: boolean;
}

export interface SiteRepository {
  readonly url: string;
  /** URL for editing a file; contains `{path}`. */
  readonly edit: string | null;
}

export interface SiteSeverity {
  readonly id: string;
  readonly name: string;
  readonly meaning: string | null;
  /** 1 is the most severe. */
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
  /** Ids of the services that this service depends on. */
  readonly dependsOn: readonly string[];
}

/** The severity with this id. Severities that aren't configured sort last. */
export function severityOf(site: Pick<SiteFacts, 'severities'>, id: string): SiteSeverity {
  const known = site.severities.find((severity) => severity.id === id);
  return known ?? { id, name: id, meaning: null, order: site.severities.length + 1, tone: 'minor' };
}

/** The service that a write-up refers to by id or name, or null. */
export function serviceOf(site: Pick<SiteFacts, 'services'>, named: string): SiteService | null {
  return site.services.find(({ id, name }) => id === named || name === named) ?? null;
}

/** URL for editing a file, or null if the site has none. `path` is relative to the site's root. */
export function editAddress(site: Pick<SiteFacts, 'repository'>, path: string): string | null {
  const edit = site.repository?.edit ?? null;
  return edit === null ? null : edit.replace('{path}', path.split('/').map(encodeURIComponent).join('/'));
}

/** True if an action that is due on a given day or at an RFC 3339 time is overdue on the site's `asOf` day. */
export function isOverdue(site: Pick<SiteFacts, 'asOf'>, due: string): boolean {
  return site.asOf !== null && due.slice(0, 10) < site.asOf;
}
