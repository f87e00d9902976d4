import type { SiteFacts, SiteService } from '../../config/site.ts';
import type { Micros } from '../../result.ts';
import { DAY } from '../../time/duration.ts';
import { type Epoch, parseInstant } from '../../time/instant.ts';
import { type Listed, type NamedService, serviceNamed, servicesOf } from './catalog.ts';

/** A period of impact, in microseconds since the epoch. */
export interface OutagePeriod {
  from: Epoch;
  to: Epoch;
}

/** A service, summarized over all write-ups. */
export interface ServiceProfile extends NamedService {
  /** The service's configuration; null if it's only named in write-ups. */
  own: SiteService | null;
  incidents: Listed[];
  /** Periods of impact. They don't overlap. */
  periods: OutagePeriod[];
  /** Total duration of the periods. */
  impact: Micros;
  /** Number of impact rows that aren't counted because they have no start or no end. */
  uncounted: number;
  /** Services that depend on this one. */
  dependents: NamedService[];
  dependsOn: NamedService[];
}

/** How much of an error budget was used. All impact counts as full unavailability. */
export interface BudgetUse {
  /** The SLO's target. Example: 0.999. */
  target: number;
  window: Micros;
  /** The error budget, which is `(1 − target) × window`. */
  budget: Micros;
  /** Impact in the window that ends on the site's `asOf` day; null if `asOf` isn't set. */
  current: Micros | null;
  /** The window with the most impact, and when it ended; null without impact. */
  worst: { used: Micros; ends: Epoch } | null;
}

/** Profiles of all services: configured services in order, then services that are only named in write-ups. */
export function serviceProfiles(
  incidents: readonly Listed[],
  site: Pick<SiteFacts, 'services'>,
): ServiceProfile[] {
  const named = new Map<string, NamedService>(site.services.map(({ id, name }) => [id, { id, name }]));
  for (const { incident } of incidents) {
    for (const service of servicesOf(site, incident))
      if (!named.has(service.id)) named.set(service.id, service);
  }
  const asNamed = (ids: readonly string[]): NamedService[] => ids.flatMap((id) => named.get(id) ?? []);
  const byService = impactByService(incidents, site);
  return [...named.values()].map((service): ServiceProfile => {
    const own = site.services.find(({ id }) => id === service.id) ?? null;
    const stated = byService.get(service.id) ?? { periods: [], uncounted: 0 };
    const periods = merged(stated.periods);
    return {
      ...service,
      own,
      incidents: incidents.filter(({ incident }) =>
        servicesOf(site, incident).some(({ id }) => id === service.id),
      ),
      periods,
      impact: total(periods),
      uncounted: stated.uncounted,
      dependents: asNamed(
        site.services.filter(({ dependsOn }) => dependsOn.includes(service.id)).map(({ id }) => id),
      ),
      dependsOn: asNamed(own?.dependsOn ?? []),
    };
  });
}

/** A service's error budget use; null if it has no SLO. */
export function budgetUse(profile: ServiceProfile, site: Pick<SiteFacts, 'asOf'>): BudgetUse | null {
  const slo = profile.own?.slo ?? null;
  if (slo === null) return null;
  const { target, window } = slo;
  const day = site.asOf === null ? null : parseInstant(`${site.asOf}T00:00Z`);
  const within = (end: Epoch): Micros => total(clipped(profile.periods, end - window, end));
  const worst = profile.periods
    .map(({ to }) => ({ used: within(to), ends: to }))
    .reduce<BudgetUse['worst']>((most, one) => (most === null || one.used > most.used ? one : most), null);
  return {
    target,
    window,
    budget: Math.round((1 - target) * window),
    // The window includes all of the last day.
    current: day === null ? null : within(day + DAY),
    worst,
  };
}

function impactByService(
  incidents: readonly Listed[],
  site: Pick<SiteFacts, 'services'>,
): Map<string, { periods: OutagePeriod[]; uncounted: number }> {
  const found = new Map<string, { periods: OutagePeriod[]; uncounted: number }>();
  for (const { incident } of incidents) {
    for (const { service, who, from, to } of incident.impact) {
      // In a row about customers, the times are when the customers were affected, not the service.
      if (service === null || who !== null) continue;
      const { id } = serviceNamed(site, service);
      const stated = found.get(id) ?? { periods: [], uncounted: 0 };
      const begin = from === null ? null : parseInstant(from);
      const end = to === null ? null : parseInstant(to);
      if (begin === null || end === null) stated.uncounted++;
      else stated.periods.push({ from: begin, to: end });
      found.set(id, stated);
    }
  }
  return found;
}

/** Sorts periods and merges those that touch or overlap, so that each minute counts only once. */
export function merged(periods: readonly OutagePeriod[]): OutagePeriod[] {
  const out: OutagePeriod[] = [];
  for (const { from, to } of [...periods].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

function clipped(periods: readonly OutagePeriod[], from: Epoch, to: Epoch): OutagePeriod[] {
  return periods
    .map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) }))
    .filter((one) => one.to > one.from);
}

function total(periods: readonly OutagePeriod[]): Micros {
  return periods.reduce((sum, { from, to }) => sum + to - from, 0);
}
