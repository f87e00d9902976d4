import type { z } from 'zod';
import { type Diagnostic, hasErrors, type Span } from '../diagnostic/diagnostic.ts';
import { blockSource, fileSource, linesOf, type SourceText } from '../diagnostic/source.ts';
import { childOf, nodeAt, type PathKey, plainValue, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { validate } from '../yaml/validate.ts';
import { noFrontMatter, openFrontMatter } from './diagnostics.ts';
import { type Edition, EVERYTHING, publicFront, type Shown, shownOf } from './visibility.ts';

/** A page taken apart. `body` has as many lines as the file, so that its positions are the file's. */
export interface PageParts {
  /** Inside of the front matter, or null where there is none. */
  readonly frontMatter: SourceText | null;
  readonly body: string;
  readonly diagnostics: Diagnostic[];
}

/** Front matter as its schema gives it. */
export interface FrontMatter<T> {
  /** Null if and only if a finding is an error. */
  readonly value: T | null;
  /** What of the page the edition shows. */
  readonly shown: Shown;
  /** The text's nodes without what the edition leaves out; null where it is no YAML. */
  readonly kept: YamlNode | null;
  readonly diagnostics: Diagnostic[];
  /** Place of a value of the edition in the file, or of the nearest one above it: for checks that need more than this text. */
  placeOf(path: readonly PathKey[]): Span;
}

/**
 * Takes front matter and body of a page apart. The lines of the front matter are left blank in the body.
 *
 * @param file     name of the file as findings shall give it
 * @param required keys that the front matter can't do without, for the hint where there is none
 */
export function splitPage(file: string, text: string, required: readonly string[] = []): PageParts {
  const lines = linesOf(text);
  if (lines[0]?.trimEnd() !== '---') {
    return { frontMatter: null, body: text, diagnostics: [noFrontMatter(fileSource(file, text), required)] };
  }
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end < 0) {
    return {
      frontMatter: null,
      body: '\n'.repeat(lines.length - 1),
      diagnostics: [openFrontMatter(fileSource(file, text))],
    };
  }
  return {
    frontMatter: blockSource(file, text, lines.slice(1, end).join('\n'), 2),
    body: '\n'.repeat(end + 1) + lines.slice(end + 1).join('\n'),
    diagnostics: [],
  };
}

/** What of front matter is read beside its shape. */
export interface FrontMatterReading {
  /** For `public`, what is internal is taken out once all is checked. */
  readonly edition: Edition;
  /** Keys that a public page can't do without. */
  readonly always: readonly string[];
  /** What the schema can't check, asked even where the shape is wrong elsewhere. */
  checkValues?(source: SourceText, root: YamlNode): Diagnostic[];
}

/**
 * Reads front matter: YAML, then shape, then what the values must be to each other. All findings come together, each at
 * its place in the file; they are those of the whole text in either edition.
 *
 * @param source inside of the front matter, without its `---` lines
 */
export function readFrontMatter<S extends z.ZodType>(
  source: SourceText,
  schema: S,
  { edition, always, checkValues = () => [] }: FrontMatterReading,
): FrontMatter<z.output<S>> {
  const { root, diagnostics } = readYaml(source, 'the front matter');
  if (root === null) {
    return { value: null, shown: EVERYTHING, kept: null, diagnostics, placeOf: () => source.spanAt(0, 0) };
  }
  const shown = edition === 'internal' ? EVERYTHING : shownOf(root);
  const kept = edition === 'internal' ? root : publicFront(root, shown, always);
  const placeOf = (path: readonly PathKey[]): Span => {
    const node = nodeAt(kept, path);
    return source.spanAt(node.start, node.end);
  };
  const shape = validate(schema, source, root);
  const found = [...diagnostics, ...shape.diagnostics, ...checkValues(source, root)];
  const value = hasErrors(found) ? null : schema.parse(plainValue(kept));
  return { value, shown, kept, diagnostics: found, placeOf };
}

/**
 * Whether a page is none of the public edition. One whose front matter can't be read, or says nothing that is known, is
 * not said to be internal: its findings shall be told.
 */
export function isInternalPage(file: string, text: string): boolean {
  const { frontMatter } = splitPage(file, text);
  if (frontMatter === null) return false;
  const { root } = readYaml(frontMatter, 'the front matter');
  if (root === null) return false;
  const visibility = childOf(root, 'visibility');
  if (visibility === undefined) return true;
  return visibility.kind === 'scalar' && (visibility.value === null || visibility.value === 'internal');
}
