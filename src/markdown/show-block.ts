import { z } from 'zod';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { nodeAt } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { validate } from '../yaml/validate.ts';

const schema = z.strictObject({
  scenario: z.string(),
  view: z.string(),
  variant: z.string().optional(),
  service: z.string().optional(),
});

/** One view that a `show` block places. */
export interface Shown {
  scenario: string;
  view: string;
  variant?: string | undefined;
  /** The only service that the view shows; for views with a chart for each. */
  service?: string | undefined;
  /** Place of the value of a key. */
  placeOf(key: 'scenario' | 'view' | 'variant'): Span;
}

/** Reads a `show` block: `{ scenario, view, variant, service }`, the last two being optional. */
export function readShow(source: SourceText): { shown: Shown | null; diagnostics: Diagnostic[] } {
  const { root, diagnostics } = readYaml(source, 'the show block');
  if (root === null) return { shown: null, diagnostics };
  const { value, diagnostics: misfits } = validate(schema, source, root);
  const placeOf = (key: string): Span => {
    const node = nodeAt(root, [key]);
    return source.spanAt(node.start, node.end);
  };
  return { shown: value === null ? null : { ...value, placeOf }, diagnostics: [...diagnostics, ...misfits] };
}
