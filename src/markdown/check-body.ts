import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Link, Markup, Picture } from './blocks.ts';
import * as say from './diagnostics.ts';
import { linkToHidden } from './edition.ts';
import type { PageInput } from './page.ts';
import { isKept } from './rehype-safe.ts';

/** Findings about a picture: it must be the site's own, and say in words what it shows. */
export function checkPicture({ url, alt, span }: Picture): Diagnostic[] {
  return [
    ...(/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url) ? [say.remoteImage(span, url)] : []),
    ...(alt.trim() === '' ? [say.noImageText(span)] : []),
  ];
}

/** Findings about a link: its scheme, and pages that the edition does not have. */
export function checkLink({ url, span }: Link, input: PageInput): Diagnostic[] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const strange = scheme !== undefined && !['http', 'https', 'mailto'].includes(scheme);
  const hidden = linkToHidden({ url, span }, input);
  return [...(strange ? [say.linkAddress(span, url)] : []), ...(hidden === null ? [] : [hidden])];
}

/** What the sanitizer takes away is told: a page must not lack in silence what its author wrote. */
export function checkMarkup({ html, span }: Markup): Diagnostic[] {
  const tags = html.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '').matchAll(/<([a-z][\w-]*)/gi);
  return [...tags].flatMap(([, name]) => (isKept(name!) ? [] : [say.droppedHtml(span, name!)]));
}
