import type { Micros } from '../result.ts';
import type { EditionName, Tone } from './options.ts';

/**
 * What pages know of their site: the configuration as it was read, cut to the edition that is built. In the public
 * edition nothing of it is internal.
 */
export interface SiteFacts {
  readonly title: string;
  readonly description: string;
  readonly organisation: string;
  /** File of `public/`; null for Hindcast's own logo. */
  readonly logo: string | null;
  readonly edition: EditionName;
  /** Whether search engines may list what is published: not in the internal one of two editions. */
  readonly indexed: boolean;
  readonly repository: SiteRepository | null;
  /** The worst first. */
  readonly severities: readonly SiteSeverity[];
  /** In the order of the configuration. */
  readonly services: readonly SiteService[];
  /** Zone of write-ups that name none. */
  readonly zone: string;
  /** Day that `overdue` refers to, or null: then nothing is called overdue. */
  readonly asOf: string | null;
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly feeds: boolean;
  readonly previews: boolean;
  readonly search: boolean;
  readonly addresses: 'portable' | 'clean';
}

export interface SiteRepository {
  readonly url: string;
  /** Address to edit a file at, with `{path}` in it. */
  readonly edit: string | null;
}

export interface SiteSeverity {
  readonly id: string;
  readonly name: string;
  readonly meaning: string | null;
  /** 1 for the worst. */
  readonly order: number;
  readonly tone: Tone;
}

export interface SiteService {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tier: string | null;
  /** `target` is a share such as 0.999. */
  readonly slo: { readonly target: number; readonly window: Micros } | null;
  /** Ids of services. */
  readonly dependsOn: readonly string[];
}

/** The severity of an id. One that the configuration does not know stands behind all others. */
export function severityOf(site: Pick<SiteFacts, 'severities'>, id: string): SiteSeverity {
  const known = site.severities.find((severity) => severity.id === id);
  return known ?? { id, name: id, meaning: null, order: site.severities.length + 1, tone: 'minor' };
}

/** The service that a write-up names by id or name, or null. */
export function serviceOf(site: Pick<SiteFacts, 'services'>, named: string): SiteService | null {
  return site.services.find(({ id, name }) => id === named || name === named) ?? null;
}

/** Address at which a file is edited, or null where the site tells none. `path` is from the site's root. */
export function editAddress(site: Pick<SiteFacts, 'repository'>, path: string): string | null {
  const edit = site.repository?.edit ?? null;
  return edit === null ? null : edit.replace('{path}', path.split('/').map(encodeURIComponent).join('/'));
}

/** True if an action that is due on a day, or at an RFC 3339 time, is late on the site's day. */
export function isOverdue(site: Pick<SiteFacts, 'asOf'>, due: string): boolean {
  return site.asOf !== null && due.slice(0, 10) < site.asOf;
}
