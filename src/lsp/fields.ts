import type { Field, Type } from '../scenario/ast/types.ts';
import type { PathKey } from '../yaml/node.ts';
import type { ScenarioSymbol } from './analysis.ts';
import { processAt } from './names.ts';

/** A value or a part of one: `plan`, `self.plan.zone`, `jobs[0].tag`. */
const VALUE = String.raw`[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[[^\][]*\])*`;

const TYPED = new RegExp(`(${VALUE})\\.\\w*$`);

/** The fields of the record before the last dot. Null if there is no record. */
export function fieldsAt(
  symbols: readonly ScenarioSymbol[],
  path: readonly PathKey[],
  before: string,
): readonly Field[] | null {
  const value = TYPED.exec(before)?.[1];
  const type = value === undefined ? null : typeOf(symbols, path, before, value);
  return type?.kind === 'record' ? type.fields : null;
}

function typeOf(
  symbols: readonly ScenarioSymbol[],
  path: readonly PathKey[],
  before: string,
  value: string,
): Type | null {
  const [root, ...parts] = value.replace(/^old\./, '').match(/[A-Za-z_]\w*|\[[^\][]*\]/g) ?? [];
  const isLocal = root === 'self';
  const name = isLocal ? parts.shift() : root;
  const found = symbols.find(
    (symbol) =>
      symbol.name === name &&
      (isLocal ? symbol.kind === 'local' && symbol.process === processAt(path) : symbol.kind === 'state'),
  );
  let type = found?.type ?? (isLocal || name === undefined ? null : itemType(symbols, path, before, name));
  for (const part of parts) {
    if (type === null) return null;
    if (part.startsWith('[')) type = type.kind === 'list' || type.kind === 'map' ? type.of : null;
    else
      type = type.kind === 'record' ? (type.fields.find((field) => field.name === part)?.type ?? null) : null;
  }
  return type;
}

/** The type of a variable that a macro binds: `j` in `jobs.exists(j, j.tag == "a")`. */
function itemType(
  symbols: readonly ScenarioSymbol[],
  path: readonly PathKey[],
  before: string,
  variable: string,
): Type | null {
  const binding = new RegExp(`(${VALUE})\\.(?:all|exists|exists_one|filter|map)\\(\\s*${variable}\\s*,`, 'g');
  const list = [...before.matchAll(binding)].at(-1)?.[1];
  // The text before the macro can't use the macro's variable.
  const type = list === undefined ? null : typeOf(symbols, path, before.slice(0, before.indexOf(list)), list);
  return type !== null && (type.kind === 'list' || type.kind === 'set') ? type.of : null;
}
