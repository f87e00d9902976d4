import type { MarkResult, ObservedFact, Result, Run, Sweep, SweptMark } from '../../result.ts';
import {
  type LabelArea,
  type LabelRequest,
  type PlacedLabel,
  placeFlags,
  placeLabels,
} from '../drawing/text-fit.ts';
import type { TimeScale } from '../drawing/time-scale.ts';
import { type Agreement, absenceWords, agreementOf, factsById, signedDuration } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { count } from '../words/number-format.ts';
import { rangeText } from '../words/quantiles.ts';
import { observedLabel, sayObserved, type Times } from '../words/time-format.ts';

/** The two tracks at the top: observed facts and simulated marks, with the residuals between them. */
export interface Tracks {
  /** `to` is the pixel position of the end of an observed period; null for a point in time. */
  facts: { x: number; to: number | null; title: string }[];
  factLabels: PlacedLabel[];
  marks: { x: number; title: string; basis: MarkResult['basis']; range: MarkRange | null }[];
  markLabels: PlacedLabel[];
  connectors: Connector[];
}

/**
 * Pixel positions of a mark's 5th and 95th percentiles over a sweep. The latter is the end of the axis if the run ends
 * before the mark.
 */
export interface MarkRange {
  x0: number;
  x1: number;
}

/** The line from an observed fact to the mark with the same id. */
export interface Connector {
  factX: number;
  /** Pixel position of the mark, or of the fact if the mark didn't happen. */
  markX: number;
  agreement: Agreement | 'holds';
  label: PlacedLabel | null;
  title: string;
}

/** Labels of facts have two lines, since facts are sentences. */
const FACTS = { widths: [240, 180, 100], lines: 2 } as const;

/** With more facts than this, labels are narrower so that their rows don't fill the screen. */
const FEW_FACTS = 8;

const MANY_FACTS = { widths: [126, 96], lines: 2 } as const;

/** Lays out facts, marks, and connectors in rows. Heights are added later. */
export function layoutTracks(
  result: Result,
  run: Run,
  scale: TimeScale,
  times: Times,
  area: LabelArea,
): Tracks {
  const happened = run.marks.filter((mark) => mark.at !== null);
  const factRequests = result.observed.map((fact) =>
    labelFor(scale.x(fact.t), `${observedLabel(times, fact)} ${fact.text}`),
  );
  const markRequests = happened.map((mark) =>
    labelFor(scale.x(mark.at!), `${times.label(mark.at!)} ${plainName(mark.id)}`),
  );
  return {
    facts: result.observed.map((fact) => ({
      x: scale.x(fact.t),
      to: fact.until === null && fact.latest === null ? null : scale.x(fact.until ?? fact.latest ?? fact.t),
      title: factTitle(fact, times),
    })),
    factLabels: placeFlags(factRequests, {
      ...area,
      ...(factRequests.length > FEW_FACTS ? MANY_FACTS : FACTS),
    }),
    marks: happened.map((mark) => ({
      x: scale.x(mark.at!),
      title: `Mark ${mark.id}: ${times.say(mark.at!)} (${mark.is})${rangeTitle(result, run, mark, times)}`,
      basis: mark.basis,
      range: rangeOf(result, run, mark, scale),
    })),
    markLabels: placeFlags(markRequests, area),
    connectors: connect(result, run, scale, area),
  };
}

function connect(result: Result, run: Run, scale: TimeScale, area: LabelArea): Connector[] {
  const facts = factsById(result);
  const compared = run.marks.flatMap((mark) => {
    const fact = mark.observed === null ? undefined : facts.get(mark.observed);
    return fact === undefined ? [] : [{ mark, fact }];
  });
  const bare = compared.map(({ mark, fact }) => {
    const nearest = Math.max(fact.t, Math.min(fact.latest ?? fact.t, mark.at ?? fact.t));
    const factX = scale.x(nearest);
    const markX = mark.at === null ? factX : scale.x(mark.at);
    return { factX, markX, agreement: standing(result, run, mark), text: connectorText(mark), id: mark.id };
  });
  const lines = bare.map(({ factX, markX }) => ({
    x0: Math.min(factX, markX) - 2,
    x1: Math.max(factX, markX) + 2,
  }));
  const requests = bare.map(({ factX, markX, text }) => ({
    ...labelFor(Math.max(factX, markX), text, false),
    left: Math.min(factX, markX),
  }));
  const labels = placeLabels(requests, {
    ...area,
    blocked: lines,
    blockedCost: Number.POSITIVE_INFINITY,
    levels: 1,
    lines: 2,
    widths: [180, 84],
  });
  return bare.map(({ factX, markX, agreement, text, id }, i) => ({
    factX,
    markX,
    agreement,
    label: labels.find((label) => label.request === requests[i]) ?? null,
    title: `${id}: ${text}`,
  }));
}

/** How a mark agrees with the observed timeline; `holds` if the comparison holds up. */
function standing({ validation }: Result, run: Run, mark: MarkResult): Connector['agreement'] {
  const isHeld = (validation?.comparisons ?? []).some(
    ({ kind, id, label }) => kind === 'mark' && id === mark.id && label === 'holds up',
  );
  return isHeld && run.variant === 'base' ? 'holds' : agreementOf(mark);
}

/** The residual and its verdict, short enough for a label on a connector. */
function connectorText(mark: MarkResult): string {
  if (mark.at === null) return absenceWords(mark);
  const residual = signedDuration(mark.residual ?? 0);
  const verdict = {
    within: ', within',
    outside: ', outside',
    open: '',
    given: mark.basis === 'fit' ? ', fitted' : ', input',
    missing: '',
  }[agreementOf(mark)];
  return `${residual}${verdict}`;
}

function labelFor(x: number, text: string, over = true): LabelRequest {
  return { x, text, weight: 1, must: true, over };
}

function factTitle(fact: ObservedFact, times: Times): string {
  return `${sayObserved(times, fact)}, observed: ${fact.text}`;
}

/**
 * The sweep for a mark's range. Draws of constants take precedence over seeds, since they also vary the
 * assumptions.
 */
function sweptMark(result: Result, run: Run, mark: MarkResult): { swept: SweptMark; sweep: Sweep } | null {
  const sweeps = result.sweeps.filter(({ variant }) => variant === run.variant);
  const sweep = sweeps.find(({ kind }) => kind === 'draws') ?? sweeps.find(({ kind }) => kind === 'seeds');
  const swept = sweep?.marks.find(({ id }) => id === mark.id);
  return sweep === undefined || swept === undefined ? null : { swept, sweep };
}

function rangeOf(result: Result, run: Run, mark: MarkResult, scale: TimeScale): MarkRange | null {
  const at = sweptMark(result, run, mark)?.swept.at;
  if (at === undefined || at.p5 === null) return null;
  return { x0: scale.x(at.p5), x1: scale.x(at.p95 ?? scale.to) };
}

function rangeTitle(result: Result, run: Run, mark: MarkResult, times: Times): string {
  const found = sweptMark(result, run, mark);
  if (found === null || found.swept.happened === 0) return '';
  const { swept, sweep } = found;
  return `; ${count(swept.runs)} ${sweep.kind}, ${rangeText(swept.at, (at) => times.say(at)).replace(/^L/, 'l')}`;
}
