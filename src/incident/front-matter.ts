import type { z } from 'zod';
import { type Diagnostic, hasErrors, type Span } from '../diagnostic/diagnostic.ts';
import { blockSource, fileSource, linesOf, type SourceText } from '../diagnostic/source.ts';
import { childOf, nodeAt, type PathKey, plainValue, type YamlNode } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { validate } from '../yaml/validate.ts';
import { noFrontMatter, openFrontMatter } from './diagnostics.ts';
import { type Edition, EVERYTHING, publicFront, type Shown, shownOf } from './visibility.ts';

/** A page split into front matter and body. The body has as many lines as the file, so line numbers don't change. */
export interface PageParts {
  /** The text between the `---` lines, or null if there is none. */
  readonly frontMatter: SourceText | null;
  readonly body: string;
  readonly diagnostics: Diagnostic[];
}

/** Front matter that has been read and checked. */
export interface FrontMatter<T> {
  /** The parsed front matter. Null if and only if there is an error. */
  readonly value: T | null;
  /** Which parts of the page the edition shows. */
  readonly shown: Shown;
  /** The YAML nodes kept in the edition; null if the YAML can't be read. */
  readonly kept: YamlNode | null;
  readonly diagnostics: Diagnostic[];
  /**
   * Span in the file of a value kept in the edition, or of its nearest ancestor. Used by checks that involve the rest
   * of the page.
   */
  placeOf(path: readonly PathKey[]): Span;
}

/**
 * Splits a page into front matter and body. In the body, the front matter's lines are blank.
 *
 * @param file     file name to show in diagnostics
 * @param required keys listed in the hint if there is no front matter
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

/** Options for reading front matter. */
export interface FrontMatterOptions {
  /** The edition to read for. For `public`, internal parts are removed after all checks. */
  readonly edition: Edition;
  /** Keys that a public page always shows. */
  readonly always: readonly string[];
  /** Performs checks that the schema can't express. Called even if the schema reports errors. */
  checkValues?(source: SourceText, root: YamlNode): Diagnostic[];
}

/**
 * Reads front matter: YAML, then the schema, then `checkValues`. All diagnostics are returned together and are the same
 * in both editions.
 *
 * @param source the front matter without its `---` lines
 */
export function readFrontMatter<S extends z.ZodType>(
  source: SourceText,
  schema: S,
  { edition, always, checkValues = () => [] }: FrontMatterOptions,
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
 * Whether a page is in the public edition. `unclear` if its front matter can't be read or its `visibility` isn't valid;
 * a build then reports an error.
 */
export function pageVisibility(file: string, text: string): Edition | 'unclear' {
  const { frontMatter } = splitPage(file, text);
  if (frontMatter === null) return 'unclear';
  const { root } = readYaml(frontMatter, 'the front matter');
  if (root === null) return 'unclear';
  const visibility = childOf(root, 'visibility');
  if (visibility === undefined) return 'internal';
  if (visibility.kind !== 'scalar') return 'unclear';
  if (visibility.value === null || visibility.value === 'internal') return 'internal';
  return visibility.value === 'public' ? 'public' : 'unclear';
}

/**
 * True if a page isn't in the public edition. False if its front matter can't be read, so that its errors are
 * reported.
 */
export function isInternalPage(file: string, text: string): boolean {
  return pageVisibility(file, text) === 'internal';
}
