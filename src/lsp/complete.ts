import type { Position } from '../diagnostic/diagnostic.ts';
import { DEFAULT_PATTERNS } from '../incident/patterns.ts';
import { type Field, showType } from '../scenario/ast/types.ts';
import { childOf } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { type Analysis, type Region, regionAt, type ScenarioSymbol } from './analysis.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { fieldsAt } from './fields.ts';
import { namesInExpressions, processAt, valueKindAt } from './names.ts';
import { FUNCTION_DOCS, type Vocabularies } from './vocabulary.ts';

/** A completion offered at a position. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'name' | 'function' | 'word';
  /** Short text next to the label. */
  readonly detail: string;
  readonly documentation: string;
  /** Text that replaces the word being typed. */
  readonly insert: string;
}

export function completionsAt(analysis: Analysis, place: Position, words: Vocabularies): Completion[] {
  const inside = regionAt(analysis.page, place);
  if (inside === null) return inProse(analysis, place);
  const { region, offset } = inside;
  const cursor = cursorAt(region.source.text, offset);
  if (region.kind === 'scenario') return inScenario(analysis, region, cursor, words);
  if (region.kind === 'front-matter') return inFrontMatter(analysis, cursor, words);
  if (region.kind === 'series') return inSeries(analysis, region, cursor, words);
  return [];
}

function inScenario(analysis: Analysis, region: Region, cursor: Cursor, words: Vocabularies): Completion[] {
  const vocabulary = words.scenario();
  const symbols = analysis.symbols.get(region)?.all ?? [];
  if (cursor.at === 'key') {
    const parent = cursor.path.at(-1);
    if (parent === 'set') return assignable(symbols, cursor);
    if (cursor.path.join('.') === 'init.choose') return assignable(symbols, cursor);
    return keys(vocabulary.keysAt(cursor.path), presentKeys(region, cursor));
  }
  if (/\bobserved\.\w*$/.test(cursor.before)) return facts(analysis, symbols);
  const { path } = cursor;
  if (path[0] === 'measure' && path.at(-1) === 'observed') return analysis.series.map(word);
  if (path[0] === 'map' && (path.length === 2 || path.at(-1) === 'path')) {
    return symbols.flatMap(({ kind, name }) => (kind === 'constant' ? [word(`const.${name}`)] : []));
  }
  const kind = valueKindAt(cursor.path);
  const fixed = vocabulary.valuesAt(cursor.path).map(word);
  if (kind.kind === 'name') return [...named(symbols, kind.of, cursor), ...fixed];
  if (kind.kind === 'expression') return [...inExpression(symbols, cursor), ...fixed];
  return fixed;
}

/** The keys of a `series` block, and under `show` the page's series. */
function inSeries(analysis: Analysis, region: Region, cursor: Cursor, words: Vocabularies): Completion[] {
  const vocabulary = words.series();
  if (cursor.at === 'key') return keys(vocabulary.keysAt(cursor.path), presentKeys(region, cursor));
  if (cursor.path[0] === 'show') return analysis.series.map((id) => word(id.replace(/^series\./, '')));
  return vocabulary.valuesAt(cursor.path).map(word);
}

/** Keys already present in the map at the cursor. They aren't offered again. */
function presentKeys(region: Region, { path }: Cursor): ReadonlySet<string> {
  const { root } = readYaml(region.source, 'the scenario');
  let node = root ?? undefined;
  for (const key of path) node = childOf(node, key);
  return new Set(node?.kind === 'map' ? node.entries.map(({ key }) => key) : []);
}

function keys(
  docs: readonly { name: string; description: string; examples: readonly string[]; required: boolean }[],
  existing: ReadonlySet<string>,
): Completion[] {
  return docs
    .filter(({ name }) => !existing.has(name))
    .map(({ name, description, examples, required }) => ({
      label: name,
      kind: 'key',
      detail: required ? 'required' : '',
      documentation: [description, ...examples.slice(0, 2).map((text) => `Example: ${name}: ${text}`)].join(
        '\n',
      ),
      insert: `${name}: `,
    }));
}

/** Variables that a step can set: shared variables and its process's local variables. */
function assignable(symbols: readonly ScenarioSymbol[], cursor: Cursor): Completion[] {
  const process = processAt(cursor.path);
  const fields = fieldsAt(symbols, cursor.path, cursor.prefix);
  if (fields !== null) {
    const record = cursor.prefix.replace(/\w*$/, '');
    return fields.map((field) => ({
      ...fieldOf({ ...field, name: record + field.name }),
      insert: `${record}${field.name}: `,
    }));
  }
  return symbols.flatMap((symbol) => {
    const own = symbol.kind === 'local' && symbol.process === process;
    if (symbol.kind !== 'state' && !own) return [];
    const name = own ? `self.${symbol.name}` : symbol.name;
    return [
      {
        label: name,
        kind: 'name' as const,
        detail: symbol.kind,
        documentation: symbol.detail,
        insert: `${name}: `,
      },
    ];
  });
}

function named(
  symbols: readonly ScenarioSymbol[],
  of: readonly ScenarioSymbol['kind'][],
  cursor: Cursor,
): Completion[] {
  const process = processAt(cursor.path);
  const fitting = symbols.filter(
    (symbol) => of.includes(symbol.kind) && (symbol.kind !== 'step' || symbol.process === process),
  );
  const targets = of.includes('step') ? ['start', 'end'].map(word) : [];
  return [...unique(fitting.map((symbol) => nameOf(symbol.name, symbol))), ...targets];
}

function inExpression(symbols: readonly ScenarioSymbol[], cursor: Cursor): Completion[] {
  const fields = fieldsAt(symbols, cursor.path, cursor.before);
  if (fields !== null) return fields.map(fieldOf);
  const method = /[\w)\]]\.\w*$/.test(cursor.before) && !/\b(?:self|old)\.\w*$/.test(cursor.before);
  const functions = FUNCTION_DOCS.filter((one) => one.method === method).map(
    ({ name, signature, description }): Completion => ({
      label: name,
      kind: 'function',
      detail: signature,
      documentation: description,
      insert: `${name}(`,
    }),
  );
  if (method) return functions;
  const names = namesInExpressions(symbols, cursor.path).map(({ name, symbol }) => nameOf(name, symbol));
  return [...unique(names), ...functions];
}

function facts({ record }: Analysis, symbols: readonly ScenarioSymbol[]): Completion[] {
  const own = symbols
    .filter(({ kind }) => kind === 'fact')
    .map((symbol) => nameOf(`observed.${symbol.name}`, symbol));
  const page = record.map(
    ({ id, at, text }): Completion => ({
      label: `observed.${id}`,
      kind: 'name',
      detail: at,
      documentation: text,
      insert: `observed.${id}`,
    }),
  );
  return unique([...own, ...page]);
}

function inFrontMatter({ symbols }: Analysis, cursor: Cursor, words: Vocabularies): Completion[] {
  const vocabulary = words['front-matter']();
  if (cursor.at === 'key') return keys(vocabulary.keysAt(cursor.path), new Set());
  const key = cursor.path.findLast((part) => typeof part === 'string');
  if (cursor.path[0] === 'patterns' && (key === 'patterns' || key === 'id')) {
    return DEFAULT_PATTERNS.map(({ id, title }) => ({ ...word(id), detail: title }));
  }
  if (key !== 'verified_by') return vocabulary.valuesAt(cursor.path).map(word);
  return [...symbols.values()].flatMap(({ id, all }) => {
    if (id === null) return [];
    const variants = all.filter(({ kind }) => kind === 'variant');
    return [word(id), ...variants.map((symbol) => nameOf(`${id}#${symbol.name}`, symbol))];
  });
}

/** Completions in prose: fence names after three backticks, and scenarios after `sim:`. */
function inProse({ page, symbols }: Analysis, { line, column }: Position): Completion[] {
  if (page.kind === 'scenario') return [];
  const before = (page.lines[line - 1] ?? '').slice(0, column - 1);
  if (/^\s*(?:[>*+-]\s+)*`{3,}\w*$/.test(before))
    return ['scenario', 'timeline', 'show', 'series', 'mermaid'].map(word);
  if (!/`sim:\s*[\w-]*$/.test(before)) return [];
  return [...symbols.values()].flatMap(({ id }) => (id === null ? [] : [word(id)]));
}

function nameOf(name: string, { kind, detail }: ScenarioSymbol): Completion {
  return { label: name, kind: 'name', detail: kind, documentation: detail, insert: name };
}

function fieldOf({ name, type }: Field): Completion {
  return { label: name, kind: 'name', detail: 'field', documentation: showType(type), insert: name };
}

function word(text: string): Completion {
  return { label: text, kind: 'word', detail: '', documentation: '', insert: text };
}

function unique(all: readonly Completion[]): Completion[] {
  return [...new Map(all.map((one) => [one.label, one])).values()];
}
