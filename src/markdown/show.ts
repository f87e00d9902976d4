import { z } from 'zod';
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { nodeAt } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { validate } from '../yaml/validate.ts';

/** A `show` block, which places one view of a scenario. */
export const showSchema = z.strictObject({
  scenario: z.string().meta({ description: 'Id of a scenario of this page.', examples: ['cold-cache'] }),
  view: z.string().meta({ description: 'Name of the view.', examples: ['timeline'] }),
  variant: z
    .string()
    .optional()
    .meta({ description: 'Variant to show. Defaults to the base.', examples: ['warmed'] }),
  service: z
    .string()
    .optional()
    .meta({
      description: 'Service to show, in views with one chart per service. Defaults to all of them.',
      examples: ['checkout'],
    }),
});

/** A view that a `show` block asks for. */
export interface ShownView extends z.output<typeof showSchema> {
  /** Place of the value of a key. */
  placeOf(key: 'scenario' | 'view' | 'variant'): Span;
}

/** Reads a `show` block. `shown` is null if and only if a finding is an error. */
export function readShow(source: SourceText): { shown: ShownView | null; diagnostics: Diagnostic[] } {
  const { root, diagnostics } = readYaml(source, 'the show block');
  if (root === null) return { shown: null, diagnostics };
  const { value, diagnostics: misfits } = validate(showSchema, source, root);
  const placeOf = (key: string): Span => {
    const node = nodeAt(root, [key]);
    return source.spanAt(node.start, node.end);
  };
  return { shown: value === null ? null : { ...value, placeOf }, diagnostics: [...diagnostics, ...misfits] };
}
