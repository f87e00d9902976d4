import type { MeasureSeries, Result, Run, ServiceResult, TraceEvent } from '../result.ts';

/** A Result without the events of its runs, which take most of its space and are in a separate file. */
export type ResultWithoutTraces = Omit<Result, 'runs'> & { readonly runs: readonly Omit<Run, 'trace'>[] };

/** A Result without its events and time series. */
export type ResultSummary = Omit<Result, 'runs'> & {
  readonly runs: readonly (Omit<Run, 'trace' | 'services' | 'measures'> & {
    readonly services: readonly Omit<ServiceResult, 'errorRate' | 'series'>[];
    readonly measures: readonly Omit<MeasureSeries, 'values'>[];
  })[];
};

export function withoutTraces(result: Result): ResultWithoutTraces {
  return { ...result, runs: result.runs.map(({ trace: _trace, ...run }) => run) };
}

export function summaryOf(result: Result): ResultSummary {
  const { runs, ...rest } = withoutTraces(result);
  return {
    ...rest,
    runs: runs.map((run) => ({
      ...run,
      services: run.services.map(({ errorRate: _rate, series: _series, ...service }) => service),
      measures: run.measures.map(({ values: _values, ...measure }) => measure),
    })),
  };
}

/** True if a run has events, so that there is a file of them. */
export function hasTraces({ runs }: Result): boolean {
  return runs.some(({ trace }) => trace.length > 0);
}

/** Default values of an event's keys. Events leave out keys that have these values. */
const DEFAULTS = {
  to: [],
  said: false,
  changes: [],
  message: null,
  input: false,
  observed: null,
  breaks: [],
  restores: [],
} as const satisfies Partial<TraceEvent>;

/** The events of a scenario's runs as JSON, with the default values of the keys that events leave out. */
export function tracesJson({ scenario, engine, runs }: Result): string {
  const copy = {
    format: 'hindcast-traces',
    version: 1,
    scenario,
    engine,
    defaults: DEFAULTS,
    runs: runs.map(({ variant, seed, trace, traceDropped }) => ({
      variant,
      seed,
      traceDropped,
      trace: trace.map(withoutDefaults),
    })),
  };
  return `${JSON.stringify(copy)}\n`;
}

function withoutDefaults(event: TraceEvent): Partial<TraceEvent> {
  const isDefault = ([key, value]: [string, unknown]): boolean =>
    Object.hasOwn(DEFAULTS, key) &&
    JSON.stringify(value) === JSON.stringify(DEFAULTS[key as keyof typeof DEFAULTS]);
  return Object.fromEntries(Object.entries(event).filter((one) => !isDefault(one)));
}
