import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { CARD_VIEWS, type CardKeys, MOST_CARD_ROWS, MOST_FINDING, RECOVERY } from '../../result/card.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { RawScenario } from '../schema/scenario.ts';
import * as say from './diagnostics.ts';

/** The parts of the context of a scenario's check that checks of cards use. */
interface Context {
  readonly variant: string;
  span(path: readonly (string | number)[]): Span;
  keySpan(path: readonly (string | number)[]): Span;
  report(diagnostic: Diagnostic): null;
}

/** Checks how pages show the scenario: `finding`, `figure`, `rows`, `columns`, `illustration`, and `means` of processes. */
export function checkCard(context: Context, raw: RawScenario): CardKeys | null {
  const { finding, figure, rows, columns, illustration } = raw;
  // Variants can't change these keys, so they're checked only in the base.
  if (context.variant === 'base') {
    if (finding !== undefined) checkFinding(context, finding);
    if (figure !== undefined) checkFigure(context, raw, figure);
    if (rows !== undefined) checkRows(context, raw, rows);
    if (columns !== undefined) checkColumns(context, raw, columns);
  }
  const means = Object.entries(raw.processes ?? {}).flatMap(([process, { means: says }]) =>
    says === undefined ? [] : [{ process, says: says.trim() }],
  );
  const card: CardKeys = {
    ...(finding === undefined ? {} : { finding: finding.trim().replace(/\.$/, '') }),
    ...(figure === undefined ? {} : { figure }),
    ...(rows === undefined ? {} : { rows: namedRows(rows) }),
    ...(columns === undefined ? {} : { columns }),
    ...(illustration === true ? { illustration } : {}),
    ...(means.length === 0 ? {} : { means }),
  };
  return Object.keys(card).length === 0 ? null : card;
}

/** Citations don't count toward the length of a finding, since their values are known only on the page. */
function checkFinding(context: Context, finding: string): void {
  const span = context.span(['finding']);
  const text = finding.trim();
  if (text === '' || /\n/.test(text)) context.report(say.brokenFinding(span));
  const length = [...text.replace(/`sim:[^`]*`/g, '')].length;
  if (length > MOST_FINDING) context.report(say.longFinding(span, length, MOST_FINDING));
}

function checkFigure(context: Context, raw: RawScenario, figure: string): void {
  const known = [...CARD_VIEWS, ...Object.keys(raw.measure ?? {})];
  if (known.includes(figure)) return;
  context.report(say.unknownFigure(context.span(['figure']), figure, nearest(figure, known), known));
}

function checkRows(context: Context, raw: RawScenario, rows: NonNullable<RawScenario['rows']>): void {
  const known = ['base', ...Object.keys(raw.variants ?? {})];
  const names = namedRows(rows).map(({ variant }) => variant);
  const spanAt = (i: number) =>
    Array.isArray(rows) ? context.span(['rows', i]) : context.keySpan(['rows', names[i]!]);
  for (const [i, name] of names.entries()) {
    if (!known.includes(name)) {
      context.report(say.unknownRow(spanAt(i), name, nearest(name, known)));
    } else if (names.indexOf(name) < i) context.report(say.repeatedRow(spanAt(i), name));
  }
  const count = new Set(['base', ...names]).size;
  if (count > MOST_CARD_ROWS) context.report(say.manyRows(context.keySpan(['rows']), count, MOST_CARD_ROWS));
}

function checkColumns(context: Context, raw: RawScenario, columns: readonly string[]): void {
  const { marks, outcomes, impact, services, steady_state } = raw;
  const named = [marks, outcomes, impact?.conditions, services].flatMap((some) => Object.keys(some ?? {}));
  const known = [...named, ...(steady_state === undefined ? [] : [RECOVERY])];
  for (const [i, name] of columns.entries()) {
    const span = context.span(['columns', i]);
    if (!known.includes(name)) context.report(say.unknownColumn(span, name, nearest(name, known)));
    else if (columns.indexOf(name) < i) context.report(say.repeatedColumn(span, name));
  }
}

function namedRows(rows: NonNullable<RawScenario['rows']>): NonNullable<CardKeys['rows']> {
  return Array.isArray(rows)
    ? rows.map((variant) => ({ variant, says: null }))
    : Object.entries(rows).map(([variant, says]) => ({ variant, says: says.trim() || null }));
}
