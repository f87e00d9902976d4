import { z } from 'zod';
import type { SourceText } from '../diagnostic/source.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { doc } from './key-doc.ts';
import { type Edition, publicParts } from './visibility.ts';

const text = z.string().min(1);

/** Front matter for a guide: a page that explains something and isn't about an incident. */
export const guideSchema = z.strictObject({
  title: text.meta(doc('What the guide explains, in a few words.', 'How a retry storm starts')),
  summary: text.meta(
    doc('One or two sentences for the list of guides.', 'Why retries turn a short outage into a long one.'),
  ),
  order: z
    .number()
    .nullable()
    .default(null)
    .meta(doc('Position in the list of guides, lowest first. Guides without a position come last.', 2)),
  visibility: z
    .enum(['internal', 'public'])
    .nullable()
    .default('internal')
    .transform((value) => value ?? 'internal')
    .meta(doc('Whether the guide is in the public edition.', 'public')),
  public: publicParts(['title', 'summary', 'order']).meta(
    doc(
      'Parts of this guide that the public edition shows: `body`, `timeline` and `scenarios`, or `everything`.',
      'everything',
      ['body'],
    ),
  ),
});

/** Keys that a public guide always shows in the public edition. */
const ALWAYS_PUBLIC = ['title', 'summary', 'order', 'visibility'];

export type Guide = Pick<z.output<typeof guideSchema>, 'title' | 'summary' | 'order'>;

/** Reads a guide's front matter. For the public edition, internal parts are removed. */
export function readGuide(source: SourceText, edition: Edition = 'internal'): FrontMatter<Guide> {
  const read = readFrontMatter(source, guideSchema, { edition, always: ALWAYS_PUBLIC });
  if (read.value === null) return { ...read, value: null };
  const { title, summary, order } = read.value;
  return { ...read, value: { title, summary, order } };
}
