import { type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import { entryOf, type MapNode, type Range, type YamlNode } from '../../yaml/node.ts';
import { validate } from '../../yaml/validate.ts';
import type { Names, ProcessEntry, Scope } from '../ast/environment.ts';
import type { Measure } from '../ast/measuring.ts';
import type { Process, Scenario, Variable } from '../ast/scenario.ts';
import type { InstanceIds } from '../ast/value.ts';
import { checkCard } from '../card/check-card.ts';
import { asymmetries } from '../cel/asymmetry.ts';
import { checkCurves, entriesInFittedParts } from '../curves/check-curves.ts';
import { type Sourced, withoutSources } from '../schema/quantity.ts';
import { advice, type RawScenario, scenarioSchema } from '../schema/scenario.ts';
import {
  checkClaims,
  checkExpectedVariants,
  checkExploring,
  checkLanes,
  checkMarks,
  checkWorth,
  namesToShow,
} from './claims.ts';
import { Context } from './context.ts';
import {
  checkFitted,
  checkSources,
  declareConstants,
  declareFields,
  declareVariables,
} from './declarations.ts';
import * as say from './diagnostics.ts';
import { checkChannels, checkFaults, checkTriggers, queueNames, queueProcess } from './faults.ts';
import { checkLetNames, Lets } from './lets.ts';
import { checkMap } from './map.ts';
import {
  checkCondition,
  checkImpact,
  checkMeasureNames,
  checkMeasures,
  checkOutcomes,
  checkQuantities,
  checkShown,
  checkSimulating,
  checkVaried,
} from './measures.ts';
import { messageFields } from './messages.ts';
import {
  checkClock,
  gatherObservations,
  impactPeriods,
  type Observations,
  type RecordEntry,
} from './observed.ts';
import {
  atomicGroups,
  checkLoop,
  checkShape,
  checkVariableCount,
  globalScope,
  instanceIds,
  isFleet,
  processEntry,
} from './processes.ts';
import { flattenSteps } from './program.ts';
import { checkProperties, checkStepInvariants, checkTemporal } from './properties.ts';
import { checkLoads, checkServices, type OffsetAt, warnAboutMissingCaches } from './services.ts';
import { resolveSizes } from './sizes.ts';
import { checkInit } from './starts.ts';
import { checkSteps } from './steps.ts';
import * as sayOf from './value-diagnostics.ts';

export interface CheckOptions {
  readonly record: readonly RecordEntry[];
  /** IANA time zone for a clock that doesn't have one. Default: UTC. */
  readonly zone?: string | undefined;
  /** True if a name is an IANA time zone. */
  readonly isZone: (zone: string) => boolean;
  /** Returns a zone's offset from UTC. By default, all zones are treated as UTC. */
  readonly offsetAt?: OffsetAt;
  /** The variant whose claims are checked. */
  readonly variant: string;
}

export interface CheckedScenario {
  readonly scenario: Scenario | null;
  readonly diagnostics: Diagnostic[];
}

/**
 * Checks a scenario's nodes and resolves all references. Reports all errors together, except those that are
 * consequences of others.
 */
export function checkScenario(source: SourceText, root: YamlNode, options: CheckOptions): CheckedScenario {
  const valid = validate(scenarioSchema, source, root, advice);
  if (valid.value === null) return { scenario: null, diagnostics: valid.diagnostics };
  const raw = valid.value;
  const plain = withoutSources(root, raw);
  const context = new Context(source, plain.root, options.variant);
  const { raw: sized, sizedBy } = resolveSizes(context, raw);
  const scenario = resolve(context, sized, sizedBy, plain.sourced, options);
  warnAboutLateMoments(context, scenario);
  warnAboutMissingCaches(context, scenario);
  for (const one of asymmetries(scenario)) context.report(sayOf.notSymmetric(one.span, one.process, one.why));
  const failed = hasErrors(context.diagnostics);
  return { scenario: failed ? null : scenario, diagnostics: context.diagnostics };
}

/** A scenario's variants as nodes, in order. */
export function variantsOf(root: YamlNode): { name: string; patches: MapNode; range: Range }[] {
  const section = entryOf(root, 'variants')?.value;
  if (section?.kind !== 'map') return [];
  return section.entries.flatMap(({ key, keyRange, value }) =>
    value.kind === 'map' ? [{ name: key, patches: value, range: keyRange }] : [],
  );
}

function resolve(
  context: Context,
  raw: RawScenario,
  sizedBy: ReadonlyMap<string, string>,
  sourced: readonly Sourced[],
  options: CheckOptions,
): Scenario {
  const entries = options.record.filter(({ id }) => id !== '');
  const clock = checkClock(context, raw, { ...options, record: entries });
  const record = gatherObservations(context, raw, clock, entries);
  const constants = declareConstants(context, raw);
  const ids = instanceIds(context, raw);
  const lets = new Lets(context);
  const bare: Names = {
    constants: constants.entries,
    state: new Map(),
    fields: new Map(),
    services: new Set(Object.keys(raw.services ?? {})),
    pools: new Map(
      Object.entries(raw.services ?? {}).map(([name, { pools }]) => [name, Object.keys(pools ?? {})]),
    ),
    fleets: servicesWith(raw, 'members'),
    autoscaled: servicesWith(raw, 'autoscale'),
    loads: new Set((raw.load ?? []).map(({ id }) => id)),
    processes: new Map(),
    messages: new Map(),
    measures: new Map(),
    lets: lets.ofScenario(raw),
  };
  const state = declareVariables(context, ['state'], raw.state ?? {}, globalScope(bare), ids);
  checkClashes(context, raw, state);
  checkMeasureNames(context, raw);
  checkLetNames(context, raw);
  const fields = declareFields(context, raw, constants.entries);
  const withState: Names = {
    ...bare,
    fields: new Map(fields.map((field) => [field.name, field.type])),
    state: new Map(state.map((variable) => [variable.name, variable.type])),
  };
  const { processes, names, measures } = checkProcesses(context, raw, withState, ids, sizedBy, record, lets);
  const scope = globalScope(names);
  const services = checkServices(context, raw, scope);
  const faults = checkFaults(context, raw, scope, record);
  const until = raw.until === undefined ? null : context.duration(['until'], raw.until);
  const outcomes = checkOutcomes(context, raw, scope);
  checkExpectedVariants(context, raw);
  const fitted = constants.values.flatMap(({ fittedTo, name }) => {
    if (fittedTo === null) return [];
    checkFitted(context, fittedTo, context.span(['const', name, 'basis']), record);
    return [fittedTo];
  });
  const allFitted = new Set([...fitted, ...checkSources(context, sourced, record)]);
  return {
    id: raw.scenario,
    title: raw.title ?? raw.scenario,
    summary: raw.summary ?? null,
    about: raw.about ?? null,
    assumes: raw.assumes ?? [],
    clock,
    until,
    seed: raw.simulate?.seed ?? 1,
    constants: constants.values,
    fitted: allFitted,
    inFittedPart: entriesInFittedParts({ ...record, clock, until, fitted: allFitted }),
    observed: [...record.facts.values()],
    own: Object.keys(raw.observed ?? {}),
    names,
    state,
    init: checkInit(context, raw, state, scope, ids),
    fields,
    processes,
    channels: checkChannels(context, raw, scope),
    services,
    loads: checkLoads(context, raw, scope, { clock, until, offsetAt: options.offsetAt ?? (() => 0) }),
    faults,
    marks: checkMarks(context, raw, scope),
    measures,
    outcomes,
    curves: checkCurves(context, raw, { ...record, clock, until, measures, fitted: allFitted }),
    quantities: checkQuantities(context, raw, record, outcomes, measures),
    lets: lets.finish(names),
    steady: checkCondition(context, ['steady_state'], raw.steady_state, scope),
    triggers: checkTriggers(context, raw, processes, record),
    impact: checkImpact(context, raw, scope),
    impactPeriods: impactPeriods(options.record, clock),
    shown: checkShown(context, raw, scope, record),
    simulating: checkSimulating(context, raw),
    varied: checkVaried(context, raw, record),
    map: checkMap(context, raw, { constants: constants.values, faults, until }),
    invariants: checkProperties(context, raw, 'invariants', scope),
    stepInvariants: checkStepInvariants(context, raw, scope),
    reachable: checkProperties(context, raw, 'reachable', scope),
    temporal: checkTemporal(context, raw, scope),
    claims: checkClaims(context, raw, options.variant, scope),
    ...checkWorth(context, raw, options.variant, record),
    exploring: checkExploring(context, raw, options.variant),
    card: checkCard(context, raw),
    show: namesToShow(context, raw),
    lanes: checkLanes(context, raw, { processes, services, faults }),
  };
}

function servicesWith(raw: RawScenario, key: 'members' | 'autoscale'): ReadonlySet<string> {
  const services = Object.entries(raw.services ?? {});
  return new Set(services.flatMap(([name, service]) => (service[key] === undefined ? [] : [name])));
}

/** Warns about times at or after the end of the run. */
function warnAboutLateMoments(context: Context, scenario: Scenario): void {
  const { until } = scenario;
  if (until === null) return;
  const steps = scenario.processes.flatMap((process) => process.steps.flatMap((step) => step.branches));
  for (const { at, span } of [...steps, ...scenario.faults]) {
    if (at !== null && at.t >= until) context.report(say.afterEnd(span, `\`${at.text}\``));
  }
}

function checkProcesses(
  context: Context,
  raw: RawScenario,
  names: Names,
  ids: InstanceIds,
  sizedBy: ReadonlyMap<string, string>,
  observations: Observations,
  lets: Lets,
): { processes: Process[]; names: Names; measures: Measure[] } {
  const outer: Scope = globalScope(names);
  const declared = Object.entries(raw.processes ?? {}).map(([name, process]) => {
    const flat = flattenSteps(process.steps, ['processes', name, 'steps']);
    checkShape(context, name, process, flat);
    const groups = atomicGroups(context, name, process, flat);
    return { name, process, flat, groups, ...processEntry(context, name, process, flat, outer, ids, lets) };
  });
  const entries = new Map<string, ProcessEntry>(declared.map(({ name, entry }) => [name, entry]));
  checkVariableCount(context, [...entries.values()]);
  const withEntries: Names = { ...names, processes: entries };
  const { measures, types } = checkMeasures(context, raw, globalScope(withEntries));
  const known: Names = { ...withEntries, measures: types };
  const programs = new Map(declared.map(({ name, flat }) => [name, flat]));
  const queues = queueNames(raw);
  const all: Names = { ...known, messages: messageFields(context, known, programs, queues) };
  const processes = declared.map(
    ({ name, process, flat, groups, entry, locals, constants }, index): Process => {
      const loop = checkLoop(context, name, process);
      return {
        name,
        index,
        instances: ids.get(name)!,
        fleet: isFleet(process),
        sizedBy: sizedBy.get(name) ?? null,
        isQueue: false,
        locals,
        constants,
        loop,
        fair: process.fair ?? 'weak',
        steps: checkSteps({
          context,
          names: all,
          process: entry,
          flat,
          loops: loop.kind !== 'none',
          mayWait: process.may_wait ?? false,
          channels: Object.keys(raw.channels ?? {}),
          queues,
          bounded: Object.entries(raw.channels ?? {}).flatMap(([channel, { capacity }]) =>
            capacity === undefined ? [] : [channel],
          ),
          services: Object.keys(raw.services ?? {}),
          drawn: [...(raw.lanes ?? []), ...(raw.faults ?? []).map(({ id }) => id)],
          observations,
          groups,
        }),
        span: context.keySpan(['processes', name]),
      };
    },
  );
  const waiting = queues.map((name, i) => queueProcess(context, name, processes.length + i));
  return { processes: [...processes, ...waiting], names: all, measures };
}

/** Reports variables and processes whose names also mean something else in expressions. */
function checkClashes(context: Context, raw: RawScenario, state: readonly Variable[]): void {
  for (const { name, span } of state) {
    if (raw.const !== undefined && Object.hasOwn(raw.const, name)) {
      context.report(say.duplicateName(span, name, 'a constant'));
    }
  }
  for (const name of Object.keys(raw.processes ?? {})) {
    const span = context.keySpan(['processes', name]);
    if (state.some((variable) => variable.name === name))
      context.report(say.duplicateName(span, name, 'a state variable'));
    if (raw.const !== undefined && Object.hasOwn(raw.const, name)) {
      context.report(say.duplicateName(span, name, 'a constant'));
    }
    if (raw.services !== undefined && Object.hasOwn(raw.services, name)) {
      context.report(say.duplicateName(span, name, 'a service'));
    }
  }
}
