/** A page's text as a reader sees it, with one line per block. Inline code is left out. */
export function visibleText(html: string): string {
  return html
    .replace(/<(script|style|pre|code|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<\/?(?:p|li|td|th|tr|h[1-6]|div|section|dt|dd|summary|figcaption|title|option)\b[^>]*>/g, '\n')
    .replace(/<\/(?:text|tspan)>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:#39|apos|rsquo);/g, '’')
    .replace(/&[a-z#0-9]+;/g, ' ');
}
