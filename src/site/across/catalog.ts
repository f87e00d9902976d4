import { type SiteFacts, serviceOf } from '../../config/site.ts';
import type { Incident } from '../../incident/incident.ts';
import { utcFields } from '../../time/instant.ts';
import { startOf } from '../record/key-times.ts';
import type { WriteUp } from '../record/write-up.ts';

/** A write-up and the id of its page. */
export interface Listed extends WriteUp {
  id: string;
}

/** A service that is configured, or one that's named only in write-ups. */
export interface NamedService {
  /** The slug in the URL of the service's page. */
  id: string;
  name: string;
}

/** Year in which an incident started, in UTC. */
export function yearOf(incident: Pick<Incident, 'started_at'>): number {
  return utcFields(startOf(incident)).year;
}

/** Finds the service with a name, ignoring a note in parentheses at the end. */
export function serviceNamed(site: Pick<SiteFacts, 'services'>, named: string): NamedService {
  const plain = named.replace(/\s*\([^)]*\)$/, '') || named;
  const known = serviceOf(site, named) ?? serviceOf(site, plain);
  return known === null ? { id: slugText(plain), name: plain } : { id: known.id, name: known.name };
}

/** The services listed by an incident, without duplicates. */
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

/** Converts text for use in an address: lowercase letters, digits and hyphens. */
export function slugText(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'other' : slug;
}
