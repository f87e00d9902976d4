import type { PathKey } from '../yaml/node.ts';
import type { Analysis, Region, ScenarioSymbol, SymbolKind } from './analysis.ts';

/** The kind of value at a path: an expression, a name of certain kinds, or neither. */
export type ValueKind =
  | { readonly kind: 'expression' }
  | { readonly kind: 'name'; readonly of: readonly SymbolKind[] }
  | { readonly kind: 'plain' };

const EXPRESSIONS = new Set<PathKey>([
  ...['when', 'skip_if', 'while', 'is', 'from', 'where', 'available', 'share', 'rate', 'loss', 'duplicate'],
  ...[
    'value',
    'min',
    'max',
    'mean',
    'p50',
    'p99',
    'delay',
    'timeout',
    'weight',
    'chance',
    'steady_state',
    'shows',
    'say',
  ],
  ...['concurrency', 'service_time', 'slowdown', 'throttle', 'capacity', 'latency', 'threshold', 'finally'],
]);

const NAMES: Readonly<Record<string, readonly SymbolKind[]>> = {
  then: ['step'],
  skip_to: ['step'],
  fail_to: ['step'],
  after: ['mark'],
  via: ['channel'],
  down: ['process', 'service'],
  happens: ['mark'],
  never: ['mark'],
  holds: ['property'],
  violates: ['property'],
  reaches: ['property'],
  symmetry: ['process'],
  instances: ['constant'],
  trigger: ['fault', 'process'],
  lanes: ['process', 'instance', 'service', 'fault'],
};

/** Sections of named properties. Each property is an expression, or a map that contains expressions. */
const PROPERTIES = new Set<PathKey>([
  'invariants',
  'step_invariants',
  'reachable',
  'eventually',
  'always_eventually',
  'eventually_always',
  'holds_until',
]);

/** Sections whose entries are named expressions. */
const SECTIONS = new Set<PathKey>([...PROPERTIES, 'marks', 'measure', 'outcomes', 'let']);

export function valueKindAt(path: readonly PathKey[]): ValueKind {
  const words = path.filter((key): key is string => typeof key === 'string');
  const [last, parent] = [words.at(-1) ?? '', words.at(-2)];
  if (words.length === 3 && PROPERTIES.has(words[0]!)) {
    return { kind: last === 'says' ? 'plain' : 'expression' };
  }
  if (words[0] === 'init') return { kind: last === 'where' ? 'expression' : 'plain' };
  if (last === 'to') {
    const callsService = parent === 'load' || parent === 'calls' || parent === 'call';
    return { kind: 'name', of: callsService ? ['service'] : ['process', 'instance', 'service', 'channel'] };
  }
  if (parent === 'receive' && last === 'from') return { kind: 'name', of: ['channel'] };
  if (parent === 'set' || parent === 'body' || parent === 'choose' || EXPRESSIONS.has(last)) {
    return { kind: 'expression' };
  }
  if (words[0] === 'impact' && last === 'users') return { kind: 'expression' };
  if (words.length === 2 && SECTIONS.has(words[0]!)) return { kind: 'expression' };
  if (words.length === 4 && words[0] === 'processes' && parent === 'let') return { kind: 'expression' };
  return Object.hasOwn(NAMES, last) ? { kind: 'name', of: NAMES[last]! } : { kind: 'plain' };
}

/** The process that contains a path, or null. */
export function processAt(path: readonly PathKey[]): string | null {
  const name = path[1];
  return path[0] === 'processes' && typeof name === 'string' ? name : null;
}

/** Kinds of names that expressions use without a prefix. */
const IN_EXPRESSIONS: ReadonlySet<SymbolKind> = new Set([
  'constant',
  'state',
  'process',
  'instance',
  'measure',
  'let',
  'member',
  'service',
]);

/** Names available in an expression at a path. Local variables have the prefix `self.`. */
export function namesInExpressions(
  symbols: readonly ScenarioSymbol[],
  path: readonly PathKey[],
): { name: string; symbol: ScenarioSymbol }[] {
  const process = processAt(path);
  return symbols.flatMap((symbol) => {
    const ofInstance = symbol.kind === 'local' || (symbol.kind === 'let' && symbol.process !== null);
    if (IN_EXPRESSIONS.has(symbol.kind) && !ofInstance) return [{ name: symbol.name, symbol }];
    return ofInstance && symbol.process === process && process !== null
      ? [{ name: `self.${symbol.name}`, symbol }]
      : [];
  });
}

/** Where a word is most likely declared, or null. */
export function symbolFor(
  { symbols }: Analysis,
  region: Region,
  path: readonly PathKey[],
  word: string,
): ScenarioSymbol | null {
  const all = symbols.get(region)?.all ?? [];
  const process = processAt(path);
  const name = word.replace(/^(self|old|observed)\./, '').split('.')[0]!;
  const here = all.filter((symbol) => symbol.name === name);
  const own = here.filter((symbol) => symbol.process === process);
  const value = valueKindAt(path);
  if (word.startsWith('self.')) return own.find(({ kind }) => kind === 'local' || kind === 'let') ?? null;
  if (word.startsWith('observed.')) return here.find(({ kind }) => kind === 'fact') ?? null;
  if (value.kind === 'name') {
    const fits = (symbol: ScenarioSymbol): boolean => value.of.includes(symbol.kind);
    return own.find(fits) ?? here.find(fits) ?? null;
  }
  if (value.kind === 'expression') {
    return here.find(({ kind }) => IN_EXPRESSIONS.has(kind)) ?? own[0] ?? here[0] ?? null;
  }
  return own[0] ?? here[0] ?? null;
}
