import { type SiteFacts, serviceOf } from '../../config/site.ts';
import type { Incident } from '../../incident/incident.ts';
import { utcFields } from '../../time/instant.ts';
import { startOf } from '../record/key-times.ts';
import type { WriteUp } from '../record/write-up.ts';

/** A write-up of the site by the id of its page. */
export interface Listed extends WriteUp {
  id: string;
}

/** A service as pages name it: the site's own, or one that a write-up names and the site does not list. */
export interface NamedService {
  /** Part of the address of its page. */
  id: string;
  name: string;
}

/** The latest first; those of one moment by id, so that the order never hangs on that of files. */
export function newestFirst(entries: readonly { id: string; data: WriteUp }[]): Listed[] {
  return entries
    .map(({ id, data }): Listed => ({ ...data, id }))
    .sort((a, b) => startOf(b.incident) - startOf(a.incident) || (a.id < b.id ? -1 : 1));
}

/** Year in which an incident started, in UTC. */
export function yearOf(incident: Pick<Incident, 'started_at'>): number {
  return utcFields(startOf(incident)).year;
}

/** The service that a name stands for. What stands in brackets behind a name says more of it and is no part of it. */
export function serviceNamed(site: Pick<SiteFacts, 'services'>, named: string): NamedService {
  const plain = named.replace(/\s*\([^)]*\)$/, '') || named;
  const known = serviceOf(site, named) ?? serviceOf(site, plain);
  return known === null ? { id: slugText(plain), name: plain } : { id: known.id, name: known.name };
}

/** Services of an incident, each once: those it lists, then those that only its impact names. */
export function servicesOf(
  site: Pick<SiteFacts, 'services'>,
  incident: Pick<Incident, 'services'>,
): NamedService[] {
  const services = new Map<string, NamedService>();
  for (const named of incident.services) {
    const service = serviceNamed(site, named);
    if (!services.has(service.id)) services.set(service.id, service);
  }
  return [...services.values()];
}

/** A text as part of an address: small letters, digits and hyphens. Texts that are alike but for other signs are one. */
export function slugText(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'other' : slug;
}
