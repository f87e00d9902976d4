/** Pages of a site. Every link between pages is made here, so that one place knows where they lie. */
export type Page =
  | { page: 'home' }
  | { page: 'incident'; id: string }
  /** Lists that may have several pages; `number` is 1 where it is left out. */
  | { page: 'incidents'; number?: number }
  | { page: 'year' | 'severity' | 'tag'; id: string; number?: number }
  | { page: 'service'; id: string; number?: number }
  | { page: 'actions'; list?: string; number?: number }
  | { page: 'guide' | 'reference'; id: string }
  | { page: 'guides' | 'services' | 'tags' | 'insights' | 'timeline' | 'glossary' | 'about' | 'search' };

/** The heading that explains what a hindcast is, on the page about the site. */
export const EXPLANATION = 'what-is-a-hindcast';

/**
 * Address of a page on this origin.
 *
 * @param base path under which the site is served, with or without a slash at its end
 * @param hash id of a heading on the page, without `#`
 */
export function pagePath(base: string, target: Page, hash?: string): string {
  const path = `${base.endsWith('/') ? base : `${base}/`}${placeOf(target)}`;
  return hash === undefined ? path : `${path}#${hash}`;
}

/** Address of a file of `public/`. */
export function filePath(base: string, file: string): string {
  return `${base.endsWith('/') ? base : `${base}/`}${file}`;
}

function placeOf(target: Page): string {
  switch (target.page) {
    case 'home':
      return '';
    case 'incidents':
      return `incidents/${pageNumber(target.number)}`;
    case 'incident':
      return `incidents/${encodeURIComponent(target.id)}/`;
    case 'year':
      return `years/${encodeURIComponent(target.id)}/${pageNumber(target.number)}`;
    case 'severity':
      return `severities/${encodeURIComponent(target.id)}/${pageNumber(target.number)}`;
    case 'tag':
      return `tags/${encodeURIComponent(target.id)}/${pageNumber(target.number)}`;
    case 'service':
      return `services/${encodeURIComponent(target.id)}/${pageNumber(target.number)}`;
    case 'actions':
      return `actions/${target.list === undefined || target.list === 'open' ? '' : `${target.list}/`}${pageNumber(target.number)}`;
    case 'reference':
      return `reference/${encodeURIComponent(target.id)}/`;
    case 'guide':
      return `guides/${encodeURIComponent(target.id)}/`;
    default:
      return `${target.page}/`;
  }
}

function pageNumber(number = 1): string {
  return number === 1 ? '' : `page/${number}/`;
}

/** Pages that the header leads to, in its order. */
export const NAVIGATION = [
  { page: 'incidents', title: 'Incidents' },
  { page: 'timeline', title: 'Timeline' },
  { page: 'services', title: 'Services' },
  { page: 'actions', title: 'Actions' },
  { page: 'insights', title: 'Insights' },
  { page: 'guides', title: 'Guides' },
  { page: 'search', title: 'Search' },
] as const;

/** Pages that the footer leads to. */
export const FOOTER = [
  { page: 'about', title: 'About' },
  { page: 'glossary', title: 'Glossary' },
  { page: 'tags', title: 'Tags' },
] as const;

/** The page that a visitor is on, or the list that it belongs to. */
export type Current = 'home' | (typeof NAVIGATION)[number]['page'] | (typeof FOOTER)[number]['page'];
