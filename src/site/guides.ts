import type { Guide } from '../incident/guide.ts';

/** A guide of the site by the id of its entry. */
export interface ListedGuide {
  id: string;
  guide: Guide;
}

/** Guides in the order in which they are best read: by `order`, those without one last, then by title. */
export function inReadingOrder(guides: readonly ListedGuide[]): ListedGuide[] {
  const place = ({ guide }: ListedGuide): number => guide.order ?? Number.MAX_VALUE;
  return [...guides].sort(
    (a, b) =>
      place(a) - place(b) || (a.guide.title < b.guide.title ? -1 : a.guide.title > b.guide.title ? 1 : 0),
  );
}
