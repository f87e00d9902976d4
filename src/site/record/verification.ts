import type { ExpectationResult, Exploration, FixVerdict, Micros, Result, Run } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { conditionTitle } from '../../views/drawing/condition-words.ts';
import type { Tone } from '../../views/drawing/signs.ts';
import { brokenWords, hitWords } from '../../views/search/exploration.ts';
import { impactTime } from '../../views/trace/moments.ts';
import { fixTone, fixWords } from '../../views/words/fixes.ts';
import { countOf, sentenceCase } from '../../views/words/number-format.ts';
import { propertyWords } from '../../views/words/property-name.ts';
import type { WriteUp } from './write-up.ts';

/** A result from a run or search that tests an action. */
export interface Verification {
  tone: Tone;
  words: string;
  /** What a verdict on a fix is based on. Names are in backticks. */
  detail?: string;
  /** True if there is no verdict, because the fix couldn't be tested. */
  isUntested?: boolean;
}

/**
 * Results for the scenario and variant that an action names: first the search of all interleavings, then the run. Empty
 * if the page has neither.
 *
 * @param verifiedBy `scenario` or `scenario#variant`
 */
export function verificationsOf(verifiedBy: string, scenarios: WriteUp['scenarios']): Verification[] {
  const [id, variant = 'base'] = verifiedBy.split('#');
  const result = scenarios.find((scenario) => scenario.id === id)?.result;
  if (result === undefined) return [];
  const fixes = result.validation?.fixes.filter((fix) => fix.variant === variant) ?? [];
  if (fixes.length > 0) return fixes.map(fixVerdict);
  const search = result.explorations.find((one) => one.variant === variant);
  const run = result.runs.find((one) => one.variant === variant);
  return [
    ...(search === undefined ? [] : [searchVerdict(search, result)]),
    ...(run === undefined ? [] : runVerdicts(run, result)),
  ];
}

/** The label of a fix and, if there is a verdict, what it's based on. Harm is shown as prominently as help. */
function fixVerdict(fix: FixVerdict): Verification {
  const label = { tone: fixTone(fix), words: sentenceCase(fixWords(fix)) };
  return fix.verdict === 'untested' ? { ...label, isUntested: true } : { ...label, detail: fix.reason };
}

/**
 * Green only if the base violates a property. Otherwise, nothing shows that the search could have found a violation.
 */
function searchVerdict(search: Exploration, { explorations }: Result): Verification {
  const { verdict, steps, states } = search;
  const base = explorations.find(({ variant }) => variant === 'base');
  switch (verdict) {
    case 'holds':
      return {
        tone: base?.verdict === 'violated' ? 'good' : 'plain',
        words: `holds in every interleaving (${countOf(states, 'state')})`,
      };
    case 'violated':
      return {
        tone: 'bad',
        words: `${brokenWords(search)} is violated after ${countOf(steps ?? 0, 'step')}`,
      };
    case 'incomplete':
      return { tone: 'plain', words: `incomplete: ${hitWords(search)} (${countOf(states, 'state')})` };
  }
}

/**
 * Verdicts for a single run, none of them green: its violated properties; if there are none, its claims and the change
 * in impact; if there are none of those either, its differences from the base run.
 */
function runVerdicts(run: Run, result: Result): Verification[] {
  const broken = run.properties.filter(({ verdict }) => verdict === 'violated');
  if (broken.length > 0) {
    return broken.map((one) => ({ tone: 'bad', words: `${propertyWords(one)} is violated in the run` }));
  }
  const held = run.properties.filter(({ verdict }) => verdict === 'held');
  const base = result.runs.find(({ variant }) => variant === 'base');
  if (run.expectations.length > 0) {
    const changes = base === undefined || base === run ? [] : impactLeft(run, base);
    return [...run.expectations.map(claimed), ...changes];
  }
  const found: Verification[] = [
    ...held.map((one): Verification => ({ tone: 'plain', words: `${propertyWords(one)} holds in the run` })),
    ...(base === undefined || base === run ? [] : [...goneMarks(run, base), ...impactLeft(run, base)]),
  ];
  return found.length > 0 ? found : [{ tone: 'plain', words: 'no claims about this run' }];
}

function claimed({ claim, met, baseToo }: ExpectationResult): Verification {
  const words = /\bthe run\b/.test(claim) ? claim : `${claim} in the run`;
  if (baseToo === true) return { tone: 'plain', words: `${words}, as in the base` };
  return met ? { tone: 'plain', words } : { tone: 'bad', words: `not met: ${words}` };
}

/** Predictions reached in the base run but not in this run. Inputs and fits don't count as evidence. */
function goneMarks(run: Run, base: Run): Verification[] {
  return base.marks.flatMap(({ id, at, basis }): Verification[] => {
    const here = run.marks.find((mark) => mark.id === id);
    if (at === null || basis !== 'computed' || here === undefined || here.at !== null) return [];
    const when = here.status === 'never' ? 'never happens in the run' : "doesn't happen before the run ends";
    return [{ tone: 'plain', words: `${id} ${when}` }];
  });
}

interface ImpactChange {
  readonly on: string;
  readonly before: Micros;
  readonly after: Micros;
}

function impactLeft(run: Run, base: Run): Verification[] {
  const services = base.services.flatMap((was): ImpactChange[] => {
    const is = run.services.find(({ service }) => service === was.service);
    if (is === undefined) return [];
    return [{ on: was.service, before: impactTime(was, base.ended.at), after: impactTime(is, run.ended.at) }];
  });
  const conditions = base.conditions.flatMap((was): ImpactChange[] => {
    const is = run.conditions.find(({ name }) => name === was.name);
    return is === undefined ? [] : [{ on: conditionTitle(was), before: was.total, after: is.total }];
  });
  return [...services, ...conditions].flatMap(({ on, before, after }): Verification[] => {
    if (before === after) return [];
    const now = after === 0 ? 'no impact' : `${humanDuration(after)} of impact`;
    const change =
      after < before
        ? `down from ${humanDuration(before)}`
        : `up from ${before === 0 ? 'none' : humanDuration(before)}`;
    const words = `${now} on ${on} in the run, ${change}`;
    return [{ tone: after < before ? 'plain' : 'bad', words }];
  });
}
