import { z } from 'zod';
import type { SourceText } from '../diagnostic/source.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { type Edition, itemVisibility, publicParts } from './visibility.ts';

const text = z.string().min(1);

/** The front matter of a guide: a page that teaches and tells of no incident. */
export const guideSchema = z.strictObject({
  title: text.describe('What it teaches, in a few words.'),
  summary: text.describe('One or two sentences for the list of guides.'),
  /** Place among the guides, the lowest first; those without one stand last. */
  order: z.number().nullable().default(null).describe('Place in the list, from the lowest.'),
  visibility: itemVisibility.transform((value) => value ?? 'internal'),
  /** Which of `body`, `timeline` and `scenarios` the public edition shows of a public guide; or `everything`. */
  public: publicParts(['title', 'summary', 'order']).describe('What of the guide the public edition shows.'),
});

/** A guide's title, summary and place are public where the guide is. */
const ALWAYS_PUBLIC = ['title', 'summary', 'order', 'visibility'];

export type Guide = Pick<z.output<typeof guideSchema>, 'title' | 'summary' | 'order'>;

/** Reads the front matter of a guide, for the public edition without what is internal. */
export function readGuide(source: SourceText, edition: Edition = 'internal'): FrontMatter<Guide> {
  const read = readFrontMatter(source, guideSchema, { edition, always: ALWAYS_PUBLIC });
  if (read.value === null) return { ...read, value: null };
  const { title, summary, order } = read.value;
  return { ...read, value: { title, summary, order } };
}
