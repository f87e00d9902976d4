import { formatUtc } from '../../time/instant.ts';
import { escapeMarkdown } from './escape.ts';

/**
 * Converts Slack's markup to one line of Markdown. Code spans are split off first, then references and links are
 * replaced, then emphasis. Entities are decoded last, since Slack escapes characters that aren't markup.
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
    // An entry is one line, so a quote only gets a quote mark at the start.
    return isQuote ? `> ${safe}` : safe;
  });
  return lines.join('\n').replace(/^\s/, ' ').replace(/\s$/, ' ');
}

/** Escapes a part but keeps the spaces around it, which `escapeMarkdown` would trim. */
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
    .replace(/<mailto:[^>]*>/g, '[removed: email address]')
    .replace(/(^|\s):[a-z0-9_+'-]+:(?::skin-tone-\d:)?(?=\s|$)/g, '$1');
}

/** Converts emphasis only at word boundaries, as Slack does. */
function emphasis(text: string): string {
  return text
    .replace(/(^|[\s(["'])\*(?=\S)([^*\n]*?\S)\*(?=$|[\s).,:;!?"'\]])/g, '$1**$2**')
    .replace(/(^|[\s(["'])~(?=\S)([^~\n]*?\S)~(?=$|[\s).,:;!?"'\]])/g, '$1~~$2~~');
}

/** Decodes the only three characters that Slack escapes. */
function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
