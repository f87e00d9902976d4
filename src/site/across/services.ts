import type { SiteFacts, SiteService } from '../../config/site.ts';
import type { Micros } from '../../result.ts';
import { DAY } from '../../time/duration.ts';
import { type Epoch, parseInstant } from '../../time/instant.ts';
import { type Listed, type NamedService, serviceNamed, servicesOf } from './catalogue.ts';

/** A stretch of stated impact, in microseconds since the epoch. */
export interface OutagePeriod {
  from: Epoch;
  to: Epoch;
}

/** What all write-ups together say of one service. */
export interface ServiceProfile extends NamedService {
  /** What the site's configuration says of it; null for a service that only write-ups name. */
  own: SiteService | null;
  incidents: Listed[];
  /** Stated impact, stretches that meet joined. */
  stretches: OutagePeriod[];
  /** Sum of the stretches. */
  impact: Micros;
  /** Rows of impact that state no beginning or no end, and so can't be counted. */
  uncounted: number;
  /** Services that can't do without it. */
  dependants: NamedService[];
  dependsOn: NamedService[];
}

/** How much of an error budget stated impact has used. A stretch of impact counts as a stretch without service. */
export interface BudgetUse {
  /** Such as 0.999. */
  target: number;
  window: Micros;
  /** `(1 − target) × window`. */
  budget: Micros;
  /** Impact in the window that ends with the site's day; null where the site names none. */
  current: Micros | null;
  /** The most impact in any window of that length, and when it ended; null without impact. */
  worst: { used: Micros; ends: Epoch } | null;
}

/** Profiles of all services that the site lists or a write-up names: the site's own first, in its order. */
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
    const stated = byService.get(service.id) ?? { stretches: [], uncounted: 0 };
    const stretches = joined(stated.stretches);
    return {
      ...service,
      own,
      incidents: incidents.filter(({ incident }) =>
        servicesOf(site, incident).some(({ id }) => id === service.id),
      ),
      stretches,
      impact: lengthOf(stretches),
      uncounted: stated.uncounted,
      dependants: asNamed(
        site.services.filter(({ dependsOn }) => dependsOn.includes(service.id)).map(({ id }) => id),
      ),
      dependsOn: asNamed(own?.dependsOn ?? []),
    };
  });
}

/** Use of a service's error budget; null for one without an SLO. */
export function budgetUse(profile: ServiceProfile, site: Pick<SiteFacts, 'asOf'>): BudgetUse | null {
  const slo = profile.own?.slo ?? null;
  if (slo === null) return null;
  const { target, window } = slo;
  const day = site.asOf === null ? null : parseInstant(`${site.asOf}T00:00Z`);
  const within = (end: Epoch): Micros => lengthOf(clipped(profile.stretches, end - window, end));
  const worst = profile.stretches
    .map(({ to }) => ({ used: within(to), ends: to }))
    .reduce<BudgetUse['worst']>((most, one) => (most === null || one.used > most.used ? one : most), null);
  return {
    target,
    window,
    budget: Math.round((1 - target) * window),
    // The day is over at its end.
    current: day === null ? null : within(day + DAY),
    worst,
  };
}

function impactByService(
  incidents: readonly Listed[],
  site: Pick<SiteFacts, 'services'>,
): Map<string, { stretches: OutagePeriod[]; uncounted: number }> {
  const found = new Map<string, { stretches: OutagePeriod[]; uncounted: number }>();
  for (const { incident } of incidents) {
    for (const { service, who, from, to } of incident.impact) {
      // A row about customers tells when they were hit, not when the service was down.
      if (service === null || who !== null) continue;
      const { id } = serviceNamed(site, service);
      const stated = found.get(id) ?? { stretches: [], uncounted: 0 };
      const begin = from === null ? null : parseInstant(from);
      const end = to === null ? null : parseInstant(to);
      if (begin === null || end === null) stated.uncounted++;
      else stated.stretches.push({ from: begin, to: end });
      found.set(id, stated);
    }
  }
  return found;
}

/** Stretches in order, those that meet or overlap joined: a minute counts once. */
export function joined(stretches: readonly OutagePeriod[]): OutagePeriod[] {
  const out: OutagePeriod[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else out.push({ from, to });
  }
  return out;
}

function clipped(stretches: readonly OutagePeriod[], from: Epoch, to: Epoch): OutagePeriod[] {
  return stretches
    .map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) }))
    .filter((one) => one.to > one.from);
}

function lengthOf(stretches: readonly OutagePeriod[]): Micros {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}
