/** Elements whose text isn't prose: scripts, listings, drawings and the head. */
const NO_PROSE = /<(script|style|pre|head|svg)\b[\s\S]*?<\/\1>/g;

/** A page's text as a reader sees it, with one line per block. Inline code is left out. */
export function visibleText(html: string): string {
  return textOf(html.replace(/<(script|style|pre|code|head)\b[\s\S]*?<\/\1>/g, ' '));
}

/** Starts of spans that are set apart from the text before them: details, badges and labels. */
const SET_APART = /(?:<\/span>)?\s*<span class="[^"]*(?:sub|badge|kind|host|status|quiet|origin)[^"]*"/g;

/**
 * A page's sentences, with their inline code, one block a line. Parts that the page sets apart are separated by `|`.
 * Text in drawings is left out.
 */
export function pageSentences(html: string): string[] {
  const spaced = html
    .replace(NO_PROSE, ' ')
    .replaceAll('\n', ' ')
    .replace(SET_APART, ' | <span')
    .replace(/<\/span>\s*<span\b/g, '</span> <span');
  return textOf(spaced)
    .split('\n')
    .map((line) => line.replace(/^[\s|]+|[\s|]+$/g, '').replace(/\s+/g, ' '))
    .filter((line) => (line.match(/(?:^| )[a-z]+(?=[ .,:;]|$)/g) ?? []).length > 2);
}

function textOf(html: string): string {
  return html
    .replace(/<\/?(?:p|li|td|th|tr|h[1-6]|div|section|dt|dd|summary|figcaption|title|option)\b[^>]*>/g, '\n')
    .replace(/<\/(?:text|tspan)>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:#39|apos|rsquo);/g, '’')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/&[a-z#0-9]+;/g, ' ');
}
