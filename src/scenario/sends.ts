import type { Span } from '../diagnostic/diagnostic.ts';
import { nearest } from '../yaml/suggest.ts';
import { article } from './cel/check.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Expr } from './expr.ts';
import { SENDER, sendsOf } from './messages.ts';
import type { ProgramContext } from './program.ts';
import type { Send } from './scenario.ts';
import type { RawBranch, RawSend, RawStep } from './schema-step.ts';
import { ANY } from './types.ts';

/** Checks the messages that a step sends: to whom, with what, through which channel. */
export function checkSends(
  program: ProgramContext,
  raw: RawStep | RawBranch,
  path: Path,
  scope: Scope,
): Send[] {
  return sendsOf(raw, path).flatMap((send) => checkSend(program, send.raw, send.path, scope) ?? []);
}

function checkSend(program: ProgramContext, raw: RawSend, path: Path, scope: Scope): Send | null {
  const { context, names } = program;
  const to = context.expr([...path, 'to'], scope, ANY);
  const via = channelOf(program, raw, path);
  if (to === null) return null;
  const process = receiverIn(to);
  if (process === null) {
    const span = context.span([...path, 'to']);
    return context.report(
      say.stepKeys(
        span,
        `a message goes to an instance, a list of instances or a process, not to ${article(to.type)}`,
      ),
    );
  }
  const types = names.messages.get(process) ?? new Map();
  const body = [...types].map(([field, type]): Expr | null => {
    if (field === SENDER || raw.body?.[field] === undefined) return null;
    if (alreadyTold(context, context.span([...path, 'body', field]))) return null;
    return context.expr([...path, 'body', field], scope, type);
  });
  for (const field of Object.keys(raw.body ?? {})) {
    if (field === SENDER) {
      const at = context.keySpan([...path, 'body', field]);
      context.report(say.stepKeys(at, `\`${SENDER}\` is filled in by itself: it is the sender`));
    } else if (!types.has(field)) context.expr([...path, 'body', field], scope, ANY);
  }
  return {
    process,
    to: to.type.kind === 'process' ? null : to,
    body,
    fields: Object.keys(raw.body ?? {}),
    via,
    span: context.span(path),
  };
}

/** A field that clashes with other messages has its finding: its type is not told once more. */
function alreadyTold(context: Context, span: Span): boolean {
  return context.diagnostics.some(
    (one) =>
      one.code === 'scenario/message-type' &&
      one.span.start.line === span.start.line &&
      one.span.start.column === span.start.column,
  );
}

function channelOf({ context, channels }: ProgramContext, raw: RawSend, path: Path): number | null {
  if (raw.via === undefined) return null;
  const index = channels.indexOf(raw.via);
  if (index >= 0) return index;
  const span = context.span([...path, 'via']);
  return context.report(say.unknownThing(span, raw.via, 'channel', nearest(raw.via, channels)));
}

function receiverIn(to: Expr): string | null {
  const { type } = to;
  if (type.kind === 'process' || type.kind === 'instance') return type.process;
  if ((type.kind === 'list' || type.kind === 'set') && type.of.kind === 'instance') return type.of.process;
  return null;
}
