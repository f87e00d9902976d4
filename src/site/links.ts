/** The pages of a site. All links between pages are created here, so URLs are defined in one place. */
export type Page =
  | { page: 'home' }
  | { page: 'incident'; id: string }
  | { page: 'model'; id: string; scenario: string }
  /** Lists that can span several pages. `number` is the page number; default: 1. */
  | { page: 'incidents'; number?: number }
  | { page: 'year' | 'severity' | 'tag'; id: string; number?: number }
  | { page: 'service'; id: string; number?: number }
  | { page: 'actions'; list?: string; number?: number }
  | { page: 'guide' | 'reference' | 'pattern'; id: string }
  | {
      page:
        | 'guides'
        | 'services'
        | 'tags'
        | 'patterns'
        | 'insights'
        | 'timeline'
        | 'glossary'
        | 'about'
        | 'search';
    };

/** The heading on the About page that explains what a hindcast is. */
export const EXPLANATION = 'what-is-a-hindcast';

/**
 * Absolute path of a page.
 *
 * @param base the site's base path, with or without a trailing slash
 * @param hash id of a heading on the page, without `#`
 */
export function pagePath(base: string, target: Page, hash?: string): string {
  const path = `${base.endsWith('/') ? base : `${base}/`}${placeOf(target)}`;
  return hash === undefined ? path : `${path}#${hash}`;
}

/** Absolute path of a file that isn't a page. */
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
    case 'model':
      return `incidents/${encodeURIComponent(target.id)}/models/${encodeURIComponent(target.scenario)}/`;
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
    case 'pattern':
      return `patterns/${encodeURIComponent(target.id)}/`;
    case 'guide':
      return `guides/${encodeURIComponent(target.id)}/`;
    default:
      return `${target.page}/`;
  }
}

function pageNumber(number = 1): string {
  return number === 1 ? '' : `page/${number}/`;
}

/** Links in the header, in order. */
export const NAVIGATION = [
  { page: 'incidents', title: 'Incidents' },
  { page: 'services', title: 'Services' },
  { page: 'actions', title: 'Actions' },
  { page: 'patterns', title: 'Patterns' },
  { page: 'insights', title: 'Insights' },
  { page: 'guides', title: 'Guides' },
  { page: 'search', title: 'Search' },
] as const;

/** Links in the footer. */
export const FOOTER = [
  { page: 'about', title: 'About' },
  { page: 'glossary', title: 'Glossary' },
  { page: 'timeline', title: 'Timeline' },
  { page: 'tags', title: 'Tags' },
] as const;

/** The navigation entry for the current page. */
export type Current = 'home' | (typeof NAVIGATION)[number]['page'] | (typeof FOOTER)[number]['page'];
