import type { Guide } from '../incident/guide.ts';

/** A guide and the id of its entry. */
export interface ListedGuide {
  id: string;
  guide: Guide;
}

/** Guides in reading order: by `order` (guides without it come last), then by title. */
export function inReadingOrder<G extends ListedGuide>(guides: readonly G[]): G[] {
  const place = ({ guide }: ListedGuide): number => guide.order ?? Number.MAX_VALUE;
  return [...guides].sort(
    (a, b) =>
      place(a) - place(b) || (a.guide.title < b.guide.title ? -1 : a.guide.title > b.guide.title ? 1 : 0),
  );
}
