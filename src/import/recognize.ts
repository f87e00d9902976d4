import { at, hasKeys } from './record/shape.ts';
import type { CsvSource, JsonSource } from './record/source.ts';
import { cloudWatch } from './series/cloudwatch.ts';
import { datadog } from './series/datadog.ts';
import { grafanaFrames } from './series/grafana-frames.ts';
import { k6Json, vegetaJson } from './series/load-generators.ts';
import { openMetrics } from './series/openmetrics.ts';
import { prometheus } from './series/prometheus.ts';
import { promtoolText } from './series/promtool-text.ts';
import type { LineSource, SeriesSource } from './series/series.ts';
import { argoCd } from './sources/argo-cd.ts';
import { eventsCsv } from './sources/events-csv.ts';
import { firehydrant } from './sources/firehydrant.ts';
import { github } from './sources/github.ts';
import { gitlab } from './sources/gitlab.ts';
import { incidentIo } from './sources/incident-io.ts';
import { jira, jiraCsv } from './sources/jira.ts';
import { kubernetes } from './sources/kubernetes.ts';
import { linearCsv } from './sources/linear.ts';
import { opsgenie } from './sources/opsgenie.ts';
import { pagerduty } from './sources/pagerduty.ts';
import { rootly } from './sources/rootly.ts';
import { slack } from './sources/slack.ts';
import { statuspage } from './sources/statuspage.ts';

/*
 * Files are recognized by their contents, not by their names. The first matching source is used, so those with the most
 * specific keys come first.
 */

const RECORD_SOURCES: readonly JsonSource[] = [
  incidentIo,
  statuspage,
  pagerduty,
  firehydrant,
  rootly,
  opsgenie,
  slack,
  jira,
  github,
  gitlab,
  argoCd,
  kubernetes,
];

const SERIES_SOURCES: readonly SeriesSource[] = [prometheus, grafanaFrames, datadog, cloudWatch];

export const LINE_SOURCES: readonly LineSource[] = [k6Json, vegetaJson, promtoolText, openMetrics];

export const CSV_SOURCES: readonly CsvSource[] = [jiraCsv, linearCsv, eventsCsv];

/** The source of a JSON value, and the kind of document. */
export type Recognized =
  | { readonly record: JsonSource; readonly kind: string }
  | { readonly series: SeriesSource; readonly kind: string };

/** The source of a JSON value, or null if it isn't recognized. */
export function recognize(value: unknown): Recognized | null {
  for (const record of RECORD_SOURCES) {
    const kind = record.kindOf(value);
    if (kind !== null) return { record, kind };
  }
  for (const series of SERIES_SOURCES) {
    const kind = series.kindOf(value);
    if (kind !== null) return { series, kind };
  }
  return null;
}

/** True for traces (OTLP or Jaeger), which are recognized only to explain why they aren't imported. */
export function isTraces(value: unknown): boolean {
  return (
    hasKeys(value, 'resourceSpans') ||
    (at(value, 'data', 0, 'spans') !== undefined && at(value, 'data', 0, 'processes') !== undefined)
  );
}

/** Describes an unrecognized JSON value by its first keys, for the error message. */
export function describeJson(value: unknown): string {
  const first = Array.isArray(value) ? value[0] : value;
  if (Array.isArray(value) && value.length === 0) return 'it is an empty list';
  if (typeof first !== 'object' || first === null) return 'it is JSON without objects';
  // Keys can be anything, so only plain words are quoted.
  const keys = Object.keys(first).filter((key) => /^[A-Za-z_]{1,30}$/.test(key));
  if (keys.length === 0) return 'it is a JSON object without known keys';
  return `it is ${Array.isArray(value) ? 'a list of JSON objects' : 'a JSON object'} with the key${keys.length === 1 ? '' : 's'} \`${keys.slice(0, 5).join('`, `')}\``;
}
