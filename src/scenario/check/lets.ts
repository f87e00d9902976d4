import type { LetEntry, Names, ProcessEntry, Scope } from '../ast/environment.ts';
import { RESERVED } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import { withPrefix } from '../ast/rewrite.ts';
import type { Let } from '../ast/scenario.ts';
import { ANY } from '../ast/types.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';

/** A named expression and the state of its check. */
interface Declared {
  readonly name: string;
  readonly process: string | null;
  readonly path: Path;
  readonly scope: (names: Names) => Scope;
  is: Expr | null;
  checked: boolean;
}

/**
 * Maximum depth of references between names. Each level uses stack space, here and in each later pass over the
 * expression.
 */
const MAX_DEPTH = 50;

/** The named expressions of a scenario and its processes. Each is checked when it is first used. */
export class Lets {
  private readonly context: Context;
  private readonly declared: Declared[] = [];
  /** Expressions being checked, from the outermost use to the innermost. */
  private readonly open: Declared[] = [];

  constructor(context: Context) {
    this.context = context;
  }

  /** Declares the scenario's named expressions. */
  ofScenario(raw: RawScenario): ReadonlyMap<string, LetEntry> {
    return this.add(['let'], raw.let ?? {}, null, () => null);
  }

  /** Declares a process's named expressions, which refer to their instance as `self`. */
  ofProcess(
    process: string,
    raw: Readonly<Record<string, unknown>> | undefined,
  ): ReadonlyMap<string, LetEntry> {
    const self = (names: Names): ProcessEntry => names.processes.get(process)!;
    return this.add(['processes', process, 'let'], raw ?? {}, process, self);
  }

  private add(
    path: Path,
    raw: Readonly<Record<string, unknown>>,
    process: string | null,
    self: (names: Names) => ProcessEntry | null,
  ): ReadonlyMap<string, LetEntry> {
    return new Map(
      Object.keys(raw).map((name): [string, LetEntry] => {
        const at = [...path, name];
        if (RESERVED.has(name)) this.context.report(say.reserved(this.context.keySpan(at), name));
        const one: Declared = {
          name,
          process,
          path: at,
          scope: (names) => ({ names, self: self(names), variables: new Map(), old: false }),
          is: null,
          checked: false,
        };
        this.declared.push(one);
        return [name, { name, resolve: (names) => this.resolve(one, names) }];
      }),
    );
  }

  private resolve(one: Declared, names: Names): Expr | null {
    if (one.checked) return one.is;
    const from = this.open.indexOf(one);
    if (from >= 0) return this.cycle(this.open.slice(from));
    if (this.open.length >= MAX_DEPTH) {
      one.checked = true;
      const span = this.context.keySpan(one.path);
      return this.context.report(
        say.tooMany(span, this.open.length + 1, 'levels of names under `let`', MAX_DEPTH),
      );
    }
    this.open.push(one);
    const is = this.context.expr(one.path, one.scope(names), ANY);
    this.open.pop();
    if (one.checked) return one.is;
    one.is = is === null ? null : this.value(withPrefix(is, nameOf(one)));
    one.checked = true;
    return one.is;
  }

  /** Reports a cycle at its first expression. None of its expressions has a value. */
  private cycle(cycle: readonly Declared[]): null {
    const [first] = cycle as readonly [Declared, ...Declared[]];
    const path = [...cycle, first].map(nameOf).join(' → ');
    this.context.report(say.circularLet(this.context.keySpan(first.path), first.name, path));
    for (const one of cycle) one.checked = true;
    return null;
  }

  private value(is: Expr): Expr | null {
    const { kind } = is.type;
    if (kind !== 'process' && kind !== 'message') return is;
    return this.context.report(say.letType(is.span, is.type));
  }

  /** Checks the expressions that nothing uses, and returns all expressions in declaration order. */
  finish(names: Names): Let[] {
    return this.declared.flatMap((one): Let[] => {
      const is = this.resolve(one, names);
      if (is === null) return [];
      const { name, process, path } = one;
      return [{ name, process, is, text: this.context.text(path), span: this.context.keySpan(path) }];
    });
  }
}

function nameOf({ name, process }: Declared): string {
  return process === null ? name : `${process}.${name}`;
}

/** Reports named expressions whose name has another meaning in expressions. */
export function checkLetNames(context: Context, raw: RawScenario): void {
  const clash = (path: Path, name: string, others: readonly (readonly [unknown, string])[]): void => {
    for (const [section, what] of others) {
      if (typeof section !== 'object' || section === null || !Object.hasOwn(section, name)) continue;
      context.report(say.duplicateName(context.keySpan(path), name, what));
    }
  };
  for (const name of Object.keys(raw.let ?? {})) {
    clash(['let', name], name, [
      [raw.state, 'a state variable'],
      [raw.const, 'a constant'],
      [raw.measure, 'a measure'],
      [raw.processes, 'a process'],
      [raw.services, 'a service'],
    ]);
  }
  for (const [process, { let: own, local, instances }] of Object.entries(raw.processes ?? {})) {
    const constants =
      typeof instances === 'object' && !Array.isArray(instances) ? Object.values(instances) : [];
    for (const name of Object.keys(own ?? {})) {
      const path = ['processes', process, 'let', name];
      clash(path, name, [
        [local, 'a local variable'],
        [constants.find((one) => Object.hasOwn(one, name)), 'a constant of its instances'],
      ]);
      if (['id', 'index', 'step'].includes(name)) context.report(say.reserved(context.keySpan(path), name));
    }
  }
}
