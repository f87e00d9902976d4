import { type SiteFacts, severityOf } from '../../config/site.ts';
import { metricsOf } from '../../incident/metrics.ts';
import type { StripRow } from '../drawings/strip-plot.ts';
import { type Listed, yearOf } from './catalogue.ts';

/** A duration that incidents are compared by. */
export interface Measure {
  /** Id of the metric, and of its section. */
  id: string;
  name: string;
  formula: string;
  /** Incidents that state both of its moments. */
  stated: number;
  bySeverity: StripRow[];
  byYear: StripRow[];
}

const MEASURES = [
  ['time_to_detect', 'Time to detect', 'detected_at − started_at'],
  ['time_to_acknowledge', 'Time to acknowledge', 'acknowledged_at − started_at'],
  ['time_to_mitigate', 'Time to mitigate', 'mitigated_at − started_at'],
  ['time_to_resolve', 'Time to resolve', 'resolved_at − started_at'],
] as const;

/** The four durations of all incidents by severity and by year; groups without a value are left out. */
export function measuresOf(incidents: readonly Listed[], site: Pick<SiteFacts, 'severities'>): Measure[] {
  return MEASURES.map(([id, name, formula]): Measure => {
    const stated = incidents.flatMap(({ incident }) => {
      const value = metricsOf(incident).find((metric) => metric.id === id)?.value;
      return value === undefined ? [] : [{ value, year: yearOf(incident), severity: incident.severity }];
    });
    const severities = [...new Set(stated.map(({ severity }) => severity))]
      .map((severity) => severityOf(site, severity))
      .sort((a, b) => a.order - b.order);
    const years = [...new Set(stated.map(({ year }) => year))].sort((a, b) => b - a);
    return {
      id,
      name,
      formula,
      stated: stated.length,
      bySeverity: severities.map(({ id: severity, tone }) => ({
        label: severity,
        look: `tone-${tone}`,
        values: stated.filter((one) => one.severity === severity).map(({ value }) => value),
      })),
      byYear: years.map((year) => ({
        label: String(year),
        look: 'tone-low',
        values: stated.filter((one) => one.year === year).map(({ value }) => value),
      })),
    };
  });
}
