/** Maximum length of an imported entry's text. */
const MAX_TEXT = 300;

/**
 * Makes untrusted text safe to put anywhere in a write-up. The result is one line. It can't open HTML or a comment such
 * as `<!-- public -->`, or begin a heading, a rule, a quote or a fence.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      // A comment can mark the start of a page's public part, so the text must not contain anything that looks like
      // one.
      .replace(/<(?=\s*[!?%-])/g, '‹')
      .replace(/<(?=[A-Za-z/])/g, '\\<')
      .replace(/^(?=#{1,6}(?:\s|$)|[-=*_]{3,}|`{3,}|~{3,}|>)/, '\\')
  );
}

/** The text, cut after a word if it's longer than 300 characters. */
export function cutText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const part = text.slice(0, MAX_TEXT - 1);
  const space = part.lastIndexOf(' ');
  const cut = space > MAX_TEXT / 2 ? part.slice(0, space) : part;
  // Don't cut a surrogate pair in half.
  return `${cut.replace(/[\ud800-\udbff]$/, '')}…`;
}
