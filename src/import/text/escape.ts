/** Longest text of an imported entry. */
const MAX_TEXT = 300;

/**
 * Text from strangers, made safe to put anywhere in a write-up: it's one line, can't open HTML or a comment such as
 * `<!-- public -->`, and can't begin a heading, a rule, a quote or a fence.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      // A comment can be a marker that opens the public part of a page, so it must not even look like one.
      .replace(/<(?=\s*[!?%-])/g, '‹')
      .replace(/<(?=[A-Za-z/])/g, '\\<')
      .replace(/^(?=#{1,6}(?:\s|$)|[-=*_]{3,}|`{3,}|~{3,}|>)/, '\\')
  );
}

/** A text in at most 300 characters, cut at a word. */
export function cutText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const part = text.slice(0, MAX_TEXT - 1);
  const space = part.lastIndexOf(' ');
  const cut = space > MAX_TEXT / 2 ? part.slice(0, space) : part;
  // Don't cut a surrogate pair in half.
  return `${cut.replace(/[\ud800-\udbff]$/, '')}…`;
}
