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
import { labelPrecision, precisionOf, type Times } from '../words/time-format.ts';

/** The two tracks on top: what the record says, and what the run's marks say, with the residuals between them. */
export interface RecordTracks {
  /** `to` is the pixel at which a state of affairs ends; null for a moment. */
  facts: { x: number; to: number | null; title: string }[];
  factLabels: PlacedLabel[];
  marks: { x: number; title: string; basis: MarkResult['basis']; range: MarkRange | null }[];
  markLabels: PlacedLabel[];
  connectors: Connector[];
}

/** Pixels between which a mark lies in 90 of 100 runs of a sweep. */
export interface MarkRange {
  x0: number;
  x1: number;
}

/** Line from an observed fact to the mark of the same id. */
export interface Connector {
  factX: number;
  /** Pixel of the mark; that of the fact where the mark did not happen. */
  markX: number;
  agreement: Agreement;
  label: PlacedLabel | null;
  title: string;
}

/** Facts have the room of two lines: they are sentences, and the record is what the reader came for. */
const FACTS = { widths: [240, 180, 100], lines: 2 } as const;

/** More facts than this stand closer and say less, or their rows would fill the screen. */
const FEW_FACTS = 8;

const MANY_FACTS = { widths: [126, 96], lines: 2 } as const;

/** Lays out facts, marks and connectors; rows only, no heights yet. */
export function recordTracks(
  result: Result,
  run: Run,
  scale: TimeScale,
  times: Times,
  room: LabelArea,
): RecordTracks {
  const happened = run.marks.filter((mark) => mark.at !== null);
  const factWishes = result.observed.map((fact) =>
    wish(scale.x(fact.t), `${times.hours(fact.t, home(times), precisionOf(fact.at))} ${fact.text}`),
  );
  const markWishes = happened.map((mark) =>
    wish(scale.x(mark.at!), `${times.hours(mark.at!, home(times), labelPrecision(result))} ${mark.id}`),
  );
  return {
    facts: result.observed.map((fact) => ({
      x: scale.x(fact.t),
      to: fact.until === null ? null : scale.x(fact.until),
      title: factTitle(fact, times),
    })),
    factLabels: placeFlags(factWishes, { ...room, ...(factWishes.length > FEW_FACTS ? MANY_FACTS : FACTS) }),
    marks: happened.map((mark) => ({
      x: scale.x(mark.at!),
      title: `Mark ${mark.id}: ${times.say(mark.at!)} (${mark.is})${rangeTitle(result, run, mark, times)}`,
      basis: mark.basis,
      range: rangeOf(result, run, mark, scale),
    })),
    markLabels: placeFlags(markWishes, room),
    connectors: connect(result, run, scale, room),
  };
}

function connect(result: Result, run: Run, scale: TimeScale, room: LabelArea): Connector[] {
  const facts = factsById(result);
  const compared = run.marks.flatMap((mark) => {
    const fact = mark.observed === null ? undefined : facts.get(mark.observed);
    return fact === undefined ? [] : [{ mark, fact }];
  });
  const bare = compared.map(({ mark, fact }) => {
    const factX = scale.x(fact.t);
    const markX = mark.at === null ? factX : scale.x(mark.at);
    return { factX, markX, agreement: agreementOf(mark), text: connectorText(mark), id: mark.id };
  });
  const lines = bare.map(({ factX, markX }) => ({
    x0: Math.min(factX, markX) - 2,
    x1: Math.max(factX, markX) + 2,
  }));
  const wishes = bare.map(({ factX, markX, text }) => ({
    ...wish(Math.max(factX, markX), text, false),
    left: Math.min(factX, markX),
  }));
  const labels = placeLabels(wishes, {
    ...room,
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
    label: labels.find((label) => label.request === wishes[i]) ?? null,
    title: `${id}: ${text}`,
  }));
}

/** The residual and what it is worth, short enough to stand on a line. */
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

function wish(x: number, text: string, over = true): LabelRequest {
  return { x, text, weight: 1, must: true, over };
}

/** The clock of labels inside the drawing: the incident's own zone. */
export function home(times: Times): 'utc' | 'zone' {
  return times.faces.includes('zone') ? 'zone' : 'utc';
}

function factTitle(fact: ObservedFact, times: Times): string {
  return `${times.say(fact.t, precisionOf(fact.at))}, observed: ${fact.text}`;
}

/** The sweep that a mark's range is from: joint draws of the constants tell more than seeds alone. */
function sweptMark(result: Result, run: Run, mark: MarkResult): { swept: SweptMark; sweep: Sweep } | null {
  const sweeps = result.sweeps.filter(({ variant }) => variant === run.variant);
  const sweep = sweeps.find(({ kind }) => kind === 'draws') ?? sweeps.find(({ kind }) => kind === 'seeds');
  const swept = sweep?.marks.find(({ id }) => id === mark.id);
  return sweep === undefined || swept === undefined ? null : { swept, sweep };
}

function rangeOf(result: Result, run: Run, mark: MarkResult, scale: TimeScale): MarkRange | null {
  const { p5, p95 } = sweptMark(result, run, mark)?.swept.at ?? { p5: null, p95: null };
  return p5 === null || p95 === null ? null : { x0: scale.x(p5), x1: scale.x(p95) };
}

function rangeTitle(result: Result, run: Run, mark: MarkResult, times: Times): string {
  const found = sweptMark(result, run, mark);
  if (found === null || found.swept.at.p5 === null || found.swept.at.p95 === null) return '';
  const { swept, sweep } = found;
  return `; 5 % to 95 % of ${swept.runs} ${sweep.kind}: ${times.say(swept.at.p5!)} to ${times.say(swept.at.p95!)}`;
}
