/** Pages of a site. Every link between pages is made here, so that one place knows where they lie. */
export type Page =
  | { page: 'home' }
  | { page: 'incident'; id: string }
  | { page: 'guides' }
  | { page: 'guide'; id: string };

/** The heading on the home page that explains what a hindcast is. */
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
    case 'incident':
      return `incidents/${encodeURIComponent(target.id)}/`;
    case 'guides':
      return 'guides/';
    case 'guide':
      return `guides/${encodeURIComponent(target.id)}/`;
  }
}
