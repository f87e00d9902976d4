import { nearest } from '../../yaml/suggest.ts';
import type { Expr } from '../expr.ts';
import { COUNTERS, GAUGES, METRICS, type Metric, type MetricUse, PERCENTILES } from '../measuring.ts';
import { DOUBLE, DURATION } from '../types.ts';
import * as say from './diagnostics.ts';
import type { Scope } from './environment.ts';
import type { Ast } from './parse.ts';
import type { PartChecker } from './part-checker.ts';

type Aggregate = MetricUse['fn'];

const OF_COUNTER: readonly Aggregate[] = ['rate', 'sum'];
const OF_GAUGE: readonly Aggregate[] = ['avg', 'min', 'max'];
const OF_LATENCY: readonly Aggregate[] = ['avg', ...([...PERCENTILES.keys()] as Aggregate[])];
/** Functions that are of metrics alone; `sum`, `min` and `max` are of lists and numbers too. */
const METRIC_ONLY: readonly string[] = ['rate', 'avg', ...PERCENTILES.keys()];

function functionsOf(metric: Metric): readonly Aggregate[] {
  if (metric === 'latency') return OF_LATENCY;
  return (COUNTERS as readonly string[]).includes(metric) ? OF_COUNTER : OF_GAUGE;
}

/**
 * `rate(S.ok)`, `avg(S.queue)`, `p99(S.latency)`: a function over a metric of a service.
 *
 * @returns null if the call is none of these, so that it means something else
 */
export function metricCall(
  checker: PartChecker,
  ast: Ast,
  fn: string,
  args: readonly Ast[],
  scope: Scope,
): Expr | null {
  const [arg] = args;
  const found = args.length === 1 && arg !== undefined ? metricAt(arg, scope) : null;
  const span = checker.span(ast);
  if (found === null) {
    if (!METRIC_ONLY.includes(fn)) return null;
    return checker.fail(say.metricWanted(span, fn, [...scope.names.services]));
  }
  const { service, name } = found;
  const metric = METRICS.find((one) => one === name);
  if (metric === undefined) {
    const near = nearest(name, METRICS);
    return checker.fail(say.unknownField(checker.span(arg!), name, `\`${service}\``, near, METRICS));
  }
  const fits = functionsOf(metric);
  const aggregate = fits.find((one) => one === fn);
  if (aggregate === undefined) {
    return checker.fail(say.metricFunction(span, fn, `${service}.${name}`, fits));
  }
  if (scope.uses === undefined) return checker.fail(say.metricOutside(span, `${fn}(${service}.${name})`));
  const index = scope.uses.push({ fn: aggregate, service, metric }) - 1;
  return { op: 'metric', index, type: metric === 'latency' ? DURATION : DOUBLE, span };
}

/** A metric outside of any function, where nothing else is called as its service is. */
export function bareMetric(
  checker: PartChecker,
  ast: Ast,
  object: Ast,
  name: string,
  scope: Scope,
): Expr | null {
  if (object.op !== 'id' || !isService(object.args, scope)) return null;
  const metric = METRICS.find((one) => one === name);
  if (metric === undefined) {
    const near = nearest(name, METRICS);
    return checker.fail(say.unknownField(checker.span(ast), name, `\`${object.args}\``, near, METRICS));
  }
  const [fn] = (GAUGES as readonly string[]).includes(metric) ? OF_GAUGE : functionsOf(metric);
  return checker.fail(
    say.bareMetric(checker.span(ast), `${object.args}.${name}`, metric === 'latency' ? 'p99' : fn!),
  );
}

function metricAt(ast: Ast, scope: Scope): { service: string; name: string } | null {
  if (ast.op !== '.') return null;
  const [object, name] = ast.args;
  if (object.op !== 'id' || !isService(object.args, scope)) return null;
  return { service: object.args, name };
}

function isService(name: string, { variables, names }: Scope): boolean {
  return names.services.has(name) && !variables.has(name) && !names.state.has(name);
}
