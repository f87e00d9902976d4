import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Expr, Value } from '../../scenario/ast/expr.ts';
import type { Process } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { Inexpressible } from './inexpressible.ts';
import { hasBit, maskFrom, union } from './masks.ts';
import type { Scope, Vocabulary } from './scope.ts';
import { domainOf, load, maskOf, type Read } from './storage.ts';
import {
  and,
  binary,
  bit,
  type Item,
  isNumber,
  MAX_TEXT,
  not,
  numberOf,
  numeral,
  or,
  scalar,
  sizeOf,
  sum,
  type Term,
  textOf,
} from './terms.ts';

/** Translates expressions. */
export class Expressions {
  private readonly vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** @throws Inexpressible if the expression isn't a number, truth value or set, or has no translation */
  text(expr: Expr, scope: Scope): string {
    const term = this.term(expr, scope);
    if (term.kind === 'scalar') return checked(term.text, expr.span);
    throw new Inexpressible(expr.span, 'a list, map or record can only be stored or read in parts');
  }

  term(expr: Expr, scope: Scope): Term {
    switch (expr.op) {
      case 'literal':
        return this.literal(expr.value, expr.type, expr.span);
      case 'state':
        return load(this.vocabulary.variable(expr.name), this.reader(expr.old, scope, expr.span));
      case 'local':
        return this.local(
          scope.owner!.process,
          expr.name,
          scope.owner!.index,
          this.reader(expr.old, scope, expr.span),
        );
      case 'self':
        return expr.field === 'step'
          ? load(this.vocabulary.step(scope.owner!.process, scope.owner!.index), scope.read)
          : scalar(scope.owner!.index);
      case 'self-const':
        return this.constant(scope.owner!.process, expr.name, scope.owner!.index, scope, expr.span);
      case 'record':
        return this.field(expr, scope);
      case 'at-step':
        return scalar(this.countAt(expr.process, expr.step, scope));
      case 'count':
        return scalar(String(this.sizeOf(expr.process)));
      case 'variable':
        return scope.variables.get(expr.name)!;
      case 'field':
        return scope.messages.get(expr.message)!.get(expr.name)!;
      case 'not':
        return scalar(not(this.text(expr.arg, scope)));
      case 'negate':
        return scalar(binary('0', '-', this.text(expr.arg, scope)));
      case 'binary':
        return this.binary(expr, scope);
      case 'if': {
        const test = this.text(expr.test, scope);
        return this.choice(test, this.term(expr.yes, scope), this.term(expr.no, scope), scope, expr.span);
      }
      case 'list':
        return {
          kind: 'list',
          items: expr.items.map((item) => ({ when: null, term: this.term(item, scope) })),
        };
      case 'build':
        return { kind: 'record', fields: expr.items.map((item) => this.term(item, scope)) };
      case 'part': {
        const of = this.term(expr.of, scope);
        if (of.kind !== 'record') throw new Error('only records have parts');
        return of.fields[expr.index]!;
      }
      case 'map':
        return this.map(expr, scope);
      case 'index':
        return this.index(this.term(expr.of, scope), this.text(expr.key, scope), scope, expr.span);
      case 'call':
        return this.call(expr, scope);
      case 'macro':
        return this.macro(expr, scope);
      case 'instance-to-enum':
        return this.instanceToEnum(expr, scope);
      case 'measure':
      case 'has-measure':
      case 'metric':
        throw new Inexpressible(expr.span, 'measures depend on time, which a search ignores');
    }
  }

  /** A value as a term. */
  literal(value: Value, type: Type, span: Span): Term {
    switch (type.kind) {
      case 'bool':
        return scalar(value === true ? 'true' : 'false');
      case 'enum':
        return scalar(this.vocabulary.member(type, value as number));
      case 'int':
      case 'duration':
      case 'instance':
        if (Math.abs(value as number) < 2 ** 31) return scalar(numeral(value as number));
        throw new Inexpressible(span, `its integers have 32 bits, and this takes ${value}`);
      case 'timer':
        return scalar((value as number) > 0 ? '1' : '0');
      case 'string':
        return scalar(String(this.vocabulary.string(value as string)));
      case 'list':
        return {
          kind: 'list',
          items: (value as readonly Value[]).map((item) => ({
            when: null,
            term: this.literal(item, type.of, span),
          })),
        };
      case 'set':
        this.domain(type.of, span);
        return scalar(String(maskOf(value as readonly Value[], span)));
      case 'record':
        return {
          kind: 'record',
          fields: type.fields.map((field, i) =>
            this.literal((value as readonly Value[])[i]!, field.type, span),
          ),
        };
      case 'map': {
        const entries = value as readonly (readonly [Value, Value])[];
        const values = Array.from({ length: this.domain(type.key, span) }, (_, key) => {
          const found = entries.find(([one]) => Number(one) === key);
          return found === undefined ? null : this.literal(found[1], type.of, span);
        });
        const mask = maskOf(
          entries.map(([key]) => key),
          span,
        );
        return { kind: 'map', mask: String(mask), values: values.map((one) => one ?? scalar('0')) };
      }
      default:
        throw new Inexpressible(
          span,
          type.kind === 'double'
            ? 'Promela has no numbers with fractions'
            : 'this value has no form in Promela',
        );
    }
  }

  private domain(type: Type, span: Span): number {
    return domainOf(type, (process) => this.sizeOf(process), span);
  }

  private process(name: string): Process {
    return this.vocabulary.processes.find((process) => process.name === name)!;
  }

  private sizeOf(process: string): number {
    return this.process(process).instances.length;
  }

  private reader(old: boolean, scope: Scope, span: Span): Read {
    if (!old) return scope.read;
    if (scope.old !== null) return scope.old;
    throw new Inexpressible(span, '`old` can be translated only in step invariants');
  }

  private local(process: string, name: string, index: string, read: Read): Term {
    return load(this.vocabulary.local(process, name, index), read);
  }

  private constant(process: string, name: string, index: string, scope: Scope, span: Span): Term {
    const { type, values } = this.process(process).constants.find((one) => one.name === name)!;
    const terms = values.map((value) => this.literal(value, type, span));
    if (isNumber(index)) return terms[numberOf(index)]!;
    return this.pick(terms, index, scope, span);
  }

  private field(expr: Expr & { op: 'record' }, scope: Scope): Term {
    const index = this.text(expr.at, scope);
    const { field, process } = expr;
    switch (field.kind) {
      case 'id':
      case 'index':
        return scalar(index);
      case 'const':
        return this.constant(process, field.name, index, scope, expr.span);
      case 'step':
        return load(this.vocabulary.step(process, index), this.reader(expr.old === true, scope, expr.span));
      case 'local':
        return this.local(process, field.name, index, this.reader(expr.old === true, scope, expr.span));
    }
  }

  /** Number of instances at a step. */
  countAt(process: string, step: string, scope: Scope): string {
    const { steps, instances } = this.process(process);
    const found = steps.findIndex(({ id }) => id === step);
    const name = this.vocabulary.stepName(process, found < 0 ? steps.length : found);
    return sum(
      instances.map((_, i) => {
        const at = load(this.vocabulary.step(process, String(i)), scope.read);
        return binary(textOf(at), '==', name);
      }),
    );
  }

  /** One of several values, by index. */
  private pick(terms: readonly Term[], index: string, scope: Scope, span: Span): Term {
    return terms
      .slice(0, -1)
      .reduceRight<Term>(
        (rest, term, i) => this.choice(binary(index, '==', String(i)), term, rest, scope, span),
        terms.at(-1)!,
      );
  }

  /** The first value if a condition is true, otherwise the second. */
  private choice(test: string, yes: Term, no: Term, scope: Scope, span: Span): Term {
    if (test === 'true') return yes;
    if (test === 'false') return no;
    const again = (a: Term, b: Term): Term => this.choice(test, a, b, scope, span);
    if (yes.kind === 'scalar' && no.kind === 'scalar') {
      if (yes.text === no.text) return yes;
      const text = scope.formula
        ? `((${test}) * (${bit(yes.text)}) + (1 - (${test})) * (${bit(no.text)}))`
        : `(${test} -> ${yes.text} : ${no.text})`;
      return scalar(checked(text, span));
    }
    if (yes.kind === 'record' && no.kind === 'record') {
      return { kind: 'record', fields: yes.fields.map((field, i) => again(field, no.fields[i]!)) };
    }
    if (yes.kind === 'list' && no.kind === 'list') {
      const isWhole = [...yes.items, ...no.items].every(({ when }) => when === null);
      if (isWhole && yes.items.length === no.items.length) {
        return {
          kind: 'list',
          items: yes.items.map(({ term }, i) => ({ when: null, term: again(term, no.items[i]!.term) })),
        };
      }
      return { kind: 'list', items: [...onlyIf(test, yes.items), ...onlyIf(not(test), no.items)] };
    }
    if (yes.kind === 'map' && no.kind === 'map') {
      const mask = textOf(again(scalar(yes.mask), scalar(no.mask)));
      return { kind: 'map', mask, values: yes.values.map((value, i) => again(value, no.values[i]!)) };
    }
    throw new Error('the branches of a condition have one type');
  }

  private map(expr: Expr & { op: 'map' }, scope: Scope): Term {
    if (expr.type.kind !== 'map') throw new Error('a map has the type of a map');
    const keys = this.domain(expr.type.key, expr.span);
    const entries = expr.entries.map(([key, value]) => ({
      key: bit(this.text(key, scope)),
      value: this.term(value, scope),
    }));
    const mask = entries.reduce((all, { key }) => union(all, `(1 << ${key})`), '0');
    const values = Array.from({ length: keys }, (_, i) =>
      entries.reduce<Term | null>((before, { key, value }) => {
        const test = binary(key, '==', String(i));
        return before === null ? value : this.choice(test, value, before, scope, expr.span);
      }, null),
    );
    return { kind: 'map', mask, values: values.map((value) => value ?? scalar('0')) };
  }

  private index(of: Term, key: string, scope: Scope, span: Span): Term {
    if (of.kind === 'map') {
      const index = bit(key);
      if (of.at !== undefined) return of.at(index);
      return isNumber(index) ? of.values[numberOf(index)]! : this.pick(of.values, index, scope, span);
    }
    if (of.kind !== 'list') throw new Error('only lists and maps have items');
    if (of.at !== undefined) return of.at(key);
    if (of.items.some(({ when }) => when !== null)) {
      throw new Inexpressible(
        span,
        "an item of a filtered list can't be read by its index",
        'store the list first',
      );
    }
    if (of.items.length === 0) throw new Inexpressible(span, 'this list is empty');
    const terms = of.items.map(({ term }) => term);
    return isNumber(key) && numberOf(key) < terms.length
      ? terms[numberOf(key)]!
      : this.pick(terms, key, scope, span);
  }

  private instanceToEnum(expr: Expr & { op: 'instance-to-enum' }, scope: Scope): Term {
    const type = expr.type as Type & { kind: 'enum' };
    const terms = expr.members.map((member) => scalar(this.vocabulary.member(type, member)));
    const index = this.text(expr.arg, scope);
    return isNumber(index) ? terms[numberOf(index)]! : this.pick(terms, index, scope, expr.span);
  }

  private binary(expr: Expr & { op: 'binary' }, scope: Scope): Term {
    const { left, right, span } = expr;
    const text = (part: Expr): string => this.text(part, scope);
    switch (expr.how) {
      case 'and':
        return scalar(checked(and(text(left), text(right)), span));
      case 'or':
        return scalar(checked(or(text(left), text(right)), span));
      case 'equal':
      case 'not-equal': {
        const same = this.equal(this.term(left, scope), this.term(right, scope), span);
        return scalar(checked(expr.how === 'equal' ? same : not(same), span));
      }
      case 'list-add': {
        const all = [left, right].flatMap((part) => itemsOf(this.term(part, scope)));
        return { kind: 'list', items: all };
      }
      case 'list-minus': {
        const removed = itemsOf(this.term(right, scope));
        const items = itemsOf(this.term(left, scope)).map(({ when, term }) => ({
          term,
          when: and(when, not(this.isIn(term, removed, span))),
        }));
        return { kind: 'list', items };
      }
      case 'set-add':
        return scalar(union(text(left), text(right)));
      case 'set-minus':
        return scalar(`(${text(left)} & ~(${text(right)}))`);
      case 'in-list':
        return scalar(this.isIn(this.term(left, scope), itemsOf(this.term(right, scope)), span));
      case 'in-set':
        return scalar(hasBit(text(right), text(left)));
      case 'in-map': {
        const map = this.term(right, scope);
        if (map.kind !== 'map') throw new Error('only maps have keys');
        return scalar(hasBit(map.mask, text(left)));
      }
      case 'concat':
        throw new Inexpressible(span, 'Promela has no strings');
      default: {
        const kinds = [left, right].map(({ type }) => type.kind);
        if (kinds.includes('double') || expr.type.kind === 'double') {
          throw new Inexpressible(span, 'Promela has no numbers with fractions');
        }
        return scalar(checked(binary(text(left), SIGNS[expr.how]!, text(right)), span));
      }
    }
  }

  /** True if two values are equal. */
  equal(a: Term, b: Term, span: Span): string {
    if (a.kind === 'scalar' && b.kind === 'scalar') {
      const truths = [a.text, b.text];
      if (truths.includes('true')) return truths[0] === 'true' ? b.text : a.text;
      if (truths.includes('false')) return not(truths[0] === 'false' ? b.text : a.text);
      return binary(a.text, '==', b.text);
    }
    if (a.kind === 'record' && b.kind === 'record') {
      return and(...a.fields.map((field, i) => this.equal(field, b.fields[i]!, span)));
    }
    if (a.kind === 'list' && b.kind === 'list') {
      const sizes = [a, b].map(({ items }) => sizeOf(items));
      const same = binary(sizes[0]!, '==', sizes[1]!);
      if (a.items.length === 0 || b.items.length === 0) return same;
      const inOrder = (list: Term & { kind: 'list' }): boolean =>
        list.at !== undefined || list.items.every(({ when }) => when === null);
      if (!inOrder(a) || !inOrder(b)) throw new Inexpressible(span, "filtered lists can't be compared");
      const most = Math.min(a.items.length, b.items.length);
      const items = Array.from({ length: most }, (_, i) =>
        or(
          not(and(a.items[i]!.when, b.items[i]!.when)),
          this.equal(a.items[i]!.term, b.items[i]!.term, span),
        ),
      );
      return and(same, ...items);
    }
    if (a.kind === 'map' && b.kind === 'map') {
      const values = a.values.map((value, i) =>
        or(not(hasBit(a.mask, String(i))), this.equal(value, b.values[i]!, span)),
      );
      return and(binary(a.mask, '==', b.mask), ...values);
    }
    throw new Error('only values of one type are compared');
  }

  private isIn(term: Term, items: readonly Item[], span: Span): string {
    return checked(or(...items.map((item) => and(item.when, this.equal(term, item.term, span)))), span);
  }

  /** What a macro, `size` or `choose` goes through. For a set, map or process, these are all possible elements. */
  elements(expr: Expr, scope: Scope): Item[] {
    const { type, span } = expr;
    if (type.kind === 'process') {
      return this.process(type.process).instances.map((_, i) => ({ when: null, term: scalar(String(i)) }));
    }
    const term = this.term(expr, scope);
    if (term.kind === 'list') return [...term.items];
    const of = type.kind === 'set' ? type.of : type.kind === 'map' ? type.key : null;
    if (of === null) throw new Error('only collections have elements');
    const mask = term.kind === 'map' ? term.mask : textOf(term);
    const largest = this.vocabulary.largest(expr, scope.owner?.process ?? null);
    const count = of.kind === 'int' && largest !== null ? largest + 1 : this.domain(of, span);
    return Array.from({ length: count }, (_, i) => ({
      when: hasBit(mask, String(i)),
      term:
        of.kind === 'bool'
          ? scalar(i === 1 ? 'true' : 'false')
          : scalar(of.kind === 'enum' ? this.vocabulary.member(of, i) : String(i)),
    }));
  }

  private macro(expr: Expr & { op: 'macro' }, scope: Scope): Term {
    const { span } = expr;
    const items = this.elements(expr.over, scope);
    const within = (term: Term): Scope => ({
      ...scope,
      variables: new Map([...scope.variables, [expr.variable, term]]),
    });
    const bodies = (): string[] => items.map(({ term }) => this.text(expr.body, within(term)));
    switch (expr.macro) {
      case 'all':
        return scalar(checked(and(...bodies().map((body, i) => or(notIf(items[i]!.when), body))), span));
      case 'exists':
        return scalar(checked(or(...bodies().map((body, i) => and(items[i]!.when, body))), span));
      case 'exists_one':
        return scalar(
          checked(binary(sum(bodies().map((body, i) => bit(and(items[i]!.when, body)))), '==', '1'), span),
        );
      case 'filter': {
        const kept = bodies().map((body, i) => ({ term: items[i]!.term, when: and(items[i]!.when, body) }));
        return this.collected(kept, expr.type);
      }
      case 'map': {
        const mapped = items.map(({ when, term }) => ({ when, term: this.term(expr.body, within(term)) }));
        return this.collected(mapped, expr.type);
      }
    }
  }

  /** Items as a list or, if that's the type, as a set. */
  private collected(items: readonly Item[], type: Type): Term {
    const rest = items.map(({ when, term }) => ({ term, when: when === 'true' ? null : when }));
    return type.kind === 'set' ? scalar(maskFrom(rest)) : { kind: 'list', items: rest };
  }

  private call(expr: Expr & { op: 'call' }, scope: Scope): Term {
    const { fn, args, span } = expr;
    const text = (i: number): string => this.text(args[i]!, scope);
    switch (fn) {
      case 'size':
        if (args[0]!.type.kind === 'string') throw new Inexpressible(span, 'Promela has no strings');
        return scalar(checked(sizeOf(this.elements(args[0]!, scope)), span));
      case 'min':
      case 'max':
        return this.extreme(expr, fn === 'min' ? '<' : '>', scope);
      case 'sum':
        if (expr.type.kind === 'double')
          throw new Inexpressible(span, 'Promela has no numbers with fractions');
        return scalar(
          checked(
            sum(
              this.elements(args[0]!, scope).map(({ when, term }) =>
                when === null ? textOf(term) : binary(`(${bit(when)})`, '*', textOf(term)),
              ),
            ),
            span,
          ),
        );
      case 'range': {
        const [from, to] = args.length === 1 ? ['0', text(0)] : [text(0), text(1)];
        if (!isNumber(from) || !isNumber(to)) {
          throw new Inexpressible(span, 'a range needs bounds that are constants');
        }
        const length = Math.max(0, numberOf(to) - numberOf(from));
        const items = Array.from({ length }, (_, i) => ({
          when: null,
          term: scalar(numeral(numberOf(from) + i)),
        }));
        return { kind: 'list', items };
      }
      case 'div':
        return scalar(binary(text(0), '/', text(1)));
      case 'abs': {
        const value = text(0);
        return this.choice(
          binary(value, '<', '0'),
          scalar(binary('0', '-', value)),
          scalar(value),
          scope,
          span,
        );
      }
      case 'timer': {
        const duration = text(0);
        return scalar(isNumber(duration) ? String(Number(numberOf(duration) > 0)) : `(${duration} > 0)`);
      }
      case 'timer-over':
        return scalar(binary(text(0), '==', '0'));
      case 'to-set':
        if (expr.type.kind === 'set') this.domain(expr.type.of, span);
        return scalar(checked(maskFrom(this.elements(args[0]!, scope)), span));
      case 'to-list':
        return { kind: 'list', items: this.elements(args[0]!, scope) };
      case 'to-instance':
        return scalar(text(0));
      case 'timer-left':
        throw new Inexpressible(span, 'a search ignores how much time is left');
      case 'to-double':
      case 'to-int':
        throw new Inexpressible(span, 'Promela has no numbers with fractions');
      case 'to-string':
      case 'starts-with':
      case 'ends-with':
      case 'contains':
        throw new Inexpressible(span, 'Promela has no strings');
    }
  }

  /** The smallest or largest of some values. */
  private extreme(expr: Expr & { op: 'call' }, sign: string, scope: Scope): Term {
    if (expr.type.kind === 'double')
      throw new Inexpressible(expr.span, 'Promela has no numbers with fractions');
    const isList = expr.args.length === 1 && expr.args[0]!.type.kind !== expr.type.kind;
    const items = isList
      ? this.elements(expr.args[0]!, scope)
      : expr.args.map((arg): Item => ({ when: null, term: this.term(arg, scope) }));
    if (items.length === 0 || items.some(({ when }) => when !== null)) {
      throw new Inexpressible(expr.span, 'the smallest or largest of a list needs a list of fixed length');
    }
    return items
      .map(({ term }) => term)
      .reduce((a, b) => this.choice(binary(textOf(a), sign, textOf(b)), a, b, scope, expr.span));
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%',
  less: '<',
  'less-equal': '<=',
  greater: '>',
  'greater-equal': '>=',
};

function itemsOf(term: Term): readonly Item[] {
  if (term.kind === 'list') return term.items;
  throw new Error('only lists have items');
}

function onlyIf(test: string, items: readonly Item[]): Item[] {
  return items.map(({ when, term }) => ({ when: and(test, when), term }));
}

function notIf(when: string | null): string {
  return when === null ? 'false' : not(when);
}

function checked(text: string, span: Span): string {
  if (text.length <= MAX_TEXT) return text;
  throw new Inexpressible(
    span,
    `as Promela, this has more than ${MAX_TEXT.toLocaleString('en-US')} characters`,
  );
}
