import { formatUtc } from '../../time/instant.ts';
import { escapeMarkdown } from './escape.ts';

/**
 * Slack's markup as one line of Markdown. Code spans are split off first, then references and links are replaced, then
 * emphasis; entities are decoded last, since only they can stand for markup that isn't meant as such.
 *
 * Source: https://api.slack.com/reference/surfaces/formatting
 */
export function markdownOfSlack(text: string): string {
  const parts = text.split(/(```[\s\S]*?```|`[^`\n]+`)/);
  const converted = parts.map((part, i) => (i % 2 === 1 ? codeOf(part) : proseOf(part))).join('');
  return converted.replace(/\s+/g, ' ').trim();
}

function codeOf(part: string): string {
  const inner = decodeEntities(part.replace(/^`+|`+$/g, ''))
    .replace(/\s+/g, ' ')
    .trim();
  return inner === '' ? '' : `\`${inner.replaceAll('`', "'")}\``;
}

function proseOf(part: string): string {
  const lines = part.split('\n').map((line) => {
    const isQuote = /^(?:&gt;|>) ?/.test(line);
    const prose = line.replace(/^(?:&gt;|>) ?/, '');
    const text = emphasis(references(prose));
    const safe = escapeProse(decodeEntities(text));
    // An entry is one line, so a quote is shown by its mark only.
    return isQuote ? `> ${safe}` : safe;
  });
  return lines.join('\n').replace(/^\s/, ' ').replace(/\s$/, ' ');
}

/** Keeps the spaces around a part, which `escapeMarkdown` would trim. */
function escapeProse(text: string): string {
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text)!;
  return `${before}${escapeMarkdown(inner!)}${after}`;
}

function references(text: string): string {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, 'a responder')
    .replace(/<#[A-Z0-9]+\|([^>]+)>/g, '#$1')
    .replace(/<#[A-Z0-9]+>/g, 'a channel')
    .replace(/<!subteam\^[A-Z0-9]+(?:\|@?([^>]*))?>/g, (_, name?: string) => name ?? 'a team')
    .replace(/<!date\^(\d{1,12})\^[^>|]*(?:\|[^>]*)?>/g, (_, seconds: string) =>
      formatUtc(Number(seconds) * 1_000_000),
    )
    .replace(/<!(?:here|channel|everyone)(?:\|[^>]*)?>\s?/g, '')
    .replace(/<![^>]*>/g, '')
    .replace(/<(https?:\/\/[^|>]+)\|([^>]+)>/g, '[$2]($1)')
    .replace(/<(https?:\/\/[^>]+)>/g, '$1')
    .replace(/<mailto:[^>]*>/g, '[removed: mail address]')
    .replace(/(^|\s):[a-z0-9_+'-]+:(?::skin-tone-\d:)?(?=\s|$)/g, '$1');
}

/** Emphasis only at the ends of words, as Slack has it. */
function emphasis(text: string): string {
  return text
    .replace(/(^|[\s(["'])\*(?=\S)([^*\n]*?\S)\*(?=$|[\s).,:;!?"'\]])/g, '$1**$2**')
    .replace(/(^|[\s(["'])~(?=\S)([^~\n]*?\S)~(?=$|[\s).,:;!?"'\]])/g, '$1~~$2~~');
}

/** Slack escapes these three and no others. */
function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
