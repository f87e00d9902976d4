import { z } from 'zod';
import type { PathKey } from '../../yaml/node.ts';
import { shape } from '../reading/diagnostics.ts';
import { type JsonDocument, placeOf } from '../reading/json.ts';
import { readInstant } from '../times/read-instant.ts';

/*
 * The parts of other tools' JSON that the importer reads, as schemas. Unknown keys are ignored, since tools add keys
 * without notice. Everything that their documentation doesn't promise is optional.
 */

export const text = z.string();
/** Text that can be absent, null or empty. */
export const maybe = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** A time with an offset, in microseconds. */
export const instant = z.string().transform((value, context): number => {
  const at = readInstant(value);
  if (at !== null) return at;
  context.addIssue({ code: 'custom', message: `isn't a time with an offset` });
  return z.NEVER;
});
export const maybeInstant = z
  .union([z.literal(''), instant])
  .nullish()
  .transform((value) => (value === '' || value === undefined ? null : value));

/** A list that can be absent or null. */
export function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((value): z.output<T>[] => value ?? []);
}

/** An object that can be absent or null. */
export function maybeObject<T extends z.ZodRawShape>(keys: T) {
  return z
    .object(keys)
    .nullish()
    .transform((value) => value ?? null);
}

/**
 * Reads a document with a schema.
 *
 * @param inside path to the document's value inside the file's value, if they differ
 * @throws ImportError that names the path and the line of the first value that doesn't fit
 */
export function read<S extends z.ZodType>(
  schema: S,
  document: JsonDocument,
  inside: readonly PathKey[] = [],
): z.output<S> {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0]!);
  const path = [
    ...inside,
    ...issue.path.map((key): PathKey => (typeof key === 'symbol' ? String(key) : key)),
  ];
  throw shape(placeOf(document, path), path.length === 0 ? 'the file' : pathText(path), messageOf(issue));
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The issue to report. For a union, it's the last alternative's issue, since the others only allow empty values. */
function deepest(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const last = issue.errors.at(-1)?.[0];
  if (last === undefined) return issue;
  const inner = deepest(last);
  return { ...inner, path: [...issue.path, ...inner.path] };
}

function messageOf({ code, message }: Issue): string {
  if (code === 'custom') return message;
  const expected = /expected (\w+), received (\w+)/.exec(message);
  if (expected === null) return 'has an unexpected value';
  if (expected[2] === 'undefined') return 'is missing';
  return `should be ${aKind(expected[1]!)}, but it is ${aKind(expected[2]!)}`;
}

function aKind(kind: string): string {
  const names: Readonly<Record<string, string>> = { string: 'text', array: 'a list', object: 'an object' };
  return names[kind] ?? (kind === 'null' ? 'null' : `a ${kind}`);
}

function pathText(path: readonly PathKey[]): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

/** True for an object, but not a list, that has all of these keys. */
export function hasKeys(value: unknown, ...keys: readonly string[]): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    keys.every((key) => Object.hasOwn(value, key))
  );
}

/** The value at a path of keys and indexes, or undefined. */
export function at(value: unknown, ...path: readonly PathKey[]): unknown {
  let now = value;
  for (const key of path) {
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, key)) return undefined;
    now = (now as Record<PathKey, unknown>)[key];
  }
  return now;
}
