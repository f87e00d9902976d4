import { isWebAddress } from '../../incident/checks.ts';
import type { ImportedRecord, SourceText } from '../record/record.ts';
import { cutText, escapeMarkdown } from '../text/escape.ts';
import { textOfHtml } from '../text/html.ts';
import { scrub } from '../text/scrub.ts';
import { markdownOfSlack } from '../text/slack-markup.ts';

/** One kind of secret or personal data that was removed from one place. The value is never kept. */
export interface Removal {
  /** The file or files that the text comes from. */
  readonly file: string;
  /** The entry or key that the text is for. */
  readonly place: string;
  readonly what: string;
  readonly count: number;
}

/** Only the beginning of longer HTML is read, since a draft uses at most 300 characters. */
const MAX_HTML = 20_000;

/**
 * Prepares a source's text for a draft: scrubs it, converts it to Markdown, escapes it and cuts it. No text gets into a
 * draft any other way.
 */
export class Finisher {
  readonly #names: ReadonlySet<string>;
  readonly #removals = new Map<string, Removal>();

  /** @param keepNames true to keep people's names */
  constructor(records: readonly ImportedRecord[], keepNames: boolean) {
    const people = records.flatMap(({ people: named }) => named).filter((name) => name.trim().length > 3);
    // Longer names first, so a name that contains another is replaced as a whole.
    const sorted = [...new Set(people)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    this.#names = new Set(keepNames ? [] : sorted);
  }

  get removals(): readonly Removal[] {
    return [...this.#removals.values()];
  }

  /** The text as one safe line, or an empty string if nothing is left. */
  text({ text, markup }: SourceText, file: string, place: string): string {
    // Tags or entities in HTML can split a secret, so convert it to text first.
    const clean = this.#scrubbed(markup === 'html' ? textOfHtml(text.slice(0, MAX_HTML)) : text, file, place);
    const line = markup === 'slack' ? markdownOfSlack(clean) : escapeMarkdown(clean);
    return cutText(line);
  }

  /** Prepares a name or a key. Unlike other text, it isn't Markdown. */
  label(text: string, file: string, place: string): string {
    return cutText(
      this.#scrubbed(text, file, place)
        .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
        .trim(),
    );
  }

  /**
   * An HTTP(S) URL, without its query if that contains a secret. Null if it isn't such a URL, or has secrets elsewhere.
   */
  url(address: string | null, file: string, place: string): string | null {
    if (address === null || !isWebAddress(address)) return null;
    if (this.#scrubbed(address, file, place) === address) return address;
    const bare = address.replace(/[?#].*$/s, '');
    return scrub(bare, this.#names).removed.length === 0 && isWebAddress(bare) ? bare : null;
  }

  #scrubbed(text: string, file: string, place: string): string {
    const { text: clean, removed } = scrub(text, this.#names);
    for (const what of removed) {
      const safePlace = scrub(place, this.#names).text;
      const key = JSON.stringify([file, safePlace, what]);
      const known = this.#removals.get(key);
      this.#removals.set(key, { file, place: safePlace, what, count: (known?.count ?? 0) + 1 });
    }
    return clean;
  }
}
