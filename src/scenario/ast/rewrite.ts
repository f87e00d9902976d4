import { childrenOf, type Expr, walk } from './expr.ts';

/** Rebuilds an expression from its innermost parts outward. */
function rebuild(expr: Expr, change: (part: Expr) => Expr): Expr {
  const inner = (part: Expr): Expr => rebuild(part, change);
  switch (expr.op) {
    case 'record':
      return change({ ...expr, at: inner(expr.at) });
    case 'not':
    case 'negate':
    case 'instance-to-enum':
      return change({ ...expr, arg: inner(expr.arg) });
    case 'binary':
      return change({ ...expr, left: inner(expr.left), right: inner(expr.right) });
    case 'if':
      return change({ ...expr, test: inner(expr.test), yes: inner(expr.yes), no: inner(expr.no) });
    case 'list':
    case 'build':
      return change({ ...expr, items: expr.items.map(inner) });
    case 'part':
      return change({ ...expr, of: inner(expr.of) });
    case 'map':
      return change({ ...expr, entries: expr.entries.map(([key, value]) => [inner(key), inner(value)]) });
    case 'index':
      return change({ ...expr, of: inner(expr.of), key: inner(expr.key) });
    case 'call':
      return change({ ...expr, args: expr.args.map(inner) });
    case 'macro':
      return change({ ...expr, over: inner(expr.over), body: inner(expr.body) });
    default:
      return change(expr);
  }
}

/** The expression with its macro variables prefixed, so that they can't capture names where the expression is used. */
export function withPrefix(expr: Expr, prefix: string): Expr {
  const bound = new Set<string>();
  walk(expr, (part) => {
    if (part.op === 'macro') bound.add(part.variable);
  });
  if (bound.size === 0) return expr;
  const renamed = (name: string): string => (bound.has(name) ? `${prefix}.${name}` : name);
  return rebuild(expr, (part) => {
    if (part.op === 'macro') return { ...part, variable: renamed(part.variable) };
    return part.op === 'variable' ? { ...part, name: renamed(part.name) } : part;
  });
}

/** A process's expression as read from outside the process, with the instance `at` instead of `self`. */
export function forInstance(expr: Expr, process: string, at: Expr): Expr {
  return rebuild(expr, (part) => {
    const { type, span } = part;
    const field = { op: 'record', process, at, type, span } as const;
    if (part.op === 'local') return { ...field, field: { kind: 'local', name: part.name } };
    if (part.op === 'self-const') return { ...field, field: { kind: 'const', name: part.name } };
    return part.op === 'self' ? { ...field, field: { kind: part.field } } : part;
  });
}

/** Kinds of parts whose value before a step is still known after it. */
const WITH_OLD: ReadonlySet<Expr['op']> = new Set([
  'literal',
  'state',
  'local',
  'self-const',
  'count',
  'variable',
  'not',
  'negate',
  'binary',
  'if',
  'list',
  'build',
  'part',
  'map',
  'index',
  'call',
  'macro',
  'instance-to-enum',
]);

/** Makes an expression read the values before a step. Returns null if it reads something that has no such value. */
export function beforeStep(expr: Expr): Expr | null {
  let known = true;
  walk(expr, (part) => {
    if (!WITH_OLD.has(part.op) && !(part.op === 'self' && part.field !== 'step')) known = false;
  });
  if (!known) return null;
  return rebuild(expr, (part) =>
    part.op === 'state' || part.op === 'local' ? { ...part, old: true } : part,
  );
}

/** The number of parts in an expression, and the nesting depth of its macros. */
export function sizeOf(expr: Expr): { parts: number; depth: number } {
  let parts = 0;
  walk(expr, () => parts++);
  return { parts, depth: macroDepth(expr) };
}

function macroDepth(expr: Expr): number {
  let deepest = 0;
  const visit = (part: Expr, depth: number): void => {
    deepest = Math.max(deepest, depth);
    for (const child of childrenOf(part))
      visit(child, part.op === 'macro' && child === part.body ? depth + 1 : depth);
  };
  visit(expr, 0);
  return deepest;
}

/** A new value for a field of a record. The path has the index of a field at each level. */
export interface FieldUpdate {
  readonly path: readonly number[];
  readonly value: Expr;
}

/** A record with some fields replaced. */
export function withFields(of: Expr, updates: readonly FieldUpdate[]): Expr {
  const { type, span } = of;
  if (type.kind !== 'record') return of;
  const items = type.fields.map((field, index): Expr => {
    const part: Expr = { op: 'part', of, index, type: field.type, span };
    const own = updates.filter(({ path }) => path[0] === index);
    const whole = own.find(({ path }) => path.length === 1);
    if (whole !== undefined) return whole.value;
    return own.length === 0
      ? part
      : withFields(
          part,
          own.map(({ path, value }) => ({ path: path.slice(1), value })),
        );
  });
  return { op: 'build', items, type, span };
}
