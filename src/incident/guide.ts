import { z } from 'zod';
import type { SourceText } from '../diagnostic/source.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';

const text = z.string().min(1);

/** The front matter of a guide: a page that teaches and tells of no incident. */
const guideSchema = z.strictObject({
  title: text,
  summary: text,
  /** Place among the guides, the lowest first; those without one stand last. */
  order: z.number().nullable().default(null),
});

export type Guide = z.output<typeof guideSchema>;

/** Reads the front matter of a guide. */
export function readGuide(source: SourceText): FrontMatter<Guide> {
  return readFrontMatter(source, guideSchema);
}
