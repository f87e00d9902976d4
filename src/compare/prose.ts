/** A changed, added or removed sentence. At least one side is set. */
export interface ProseChange {
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * If the product of the two sentence counts exceeds this, the page counts as rewritten, because each pair of sentences
 * takes time and memory to compare.
 */
const MAX_PAIRS = 4_000_000;

/** Sentences that differ between two Markdown texts, in document order. White space is ignored. */
export function compareProse(before: string, after: string): ProseChange[] {
  const [old, now] = [sentencesIn(before), sentencesIn(after)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const [a, b] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  if (a.length * b.length > MAX_PAIRS) {
    return [{ before: `${a.length} sentences`, after: `${b.length} sentences` }];
  }
  return hunks(a, b).flatMap(changesIn);
}

/** The sentences in a Markdown text. Headings, list items, table rows and lines of code are separate units. */
export function sentencesIn(text: string): string[] {
  const units: string[] = [];
  let open: string[] = [];
  let fence: string | null = null;
  const close = (): void => {
    if (open.length > 0) units.push(...splitSentences(open.join(' ')));
    open = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const flat = line.replace(/\s+/g, ' ').trim();
    const mark = /^(?:> ?)*(`{3,}|~{3,})/.exec(flat)?.[1];
    if (fence !== null || mark !== undefined) {
      close();
      if (flat !== '') units.push(flat);
      if (fence === null) fence = mark!;
      else if (mark?.startsWith(fence) === true && /[`~]$/.test(flat)) fence = null;
      continue;
    }
    if (flat === '' || /^(?:#{1,6} |[-*+] |\d+[.)] |>|\|)/.test(flat)) close();
    if (flat !== '') open.push(flat);
    if (/^#{1,6} /.test(flat)) close();
  }
  close();
  return units;
}

/**
 * Splits a text after `.`, `!` or `?` and any closing marks if a capital letter, a digit or an opening mark follows.
 */
function splitSentences(text: string): string[] {
  return text.split(/(?<=[.!?]["'”’)\]*_`]*) (?=["'“‘([*_`]*[\p{Lu}\p{N}])/u);
}

/** Sentences between two matches in the longest common subsequence. */
interface Hunk {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function hunks(a: readonly string[], b: readonly string[]): Hunk[] {
  const width = b.length + 1;
  // Length of the longest common subsequence of a[i...] and b[j...].
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const out: Hunk[] = [];
  let [i, j, fromI, fromJ] = [0, 0, 0, 0];
  const close = (): void => {
    if (i > fromI || j > fromJ) out.push({ before: a.slice(fromI, i), after: b.slice(fromJ, j) });
  };
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      close();
      [i, j] = [i + 1, j + 1];
      [fromI, fromJ] = [i, j];
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) i++;
    else j++;
  }
  [i, j] = [a.length, b.length];
  close();
  return out;
}

/** Two sentences that have at least this fraction of words in common count as versions of the same sentence. */
const SAME_SENTENCE = 0.4;

/** Pairs each old sentence with its new version. Sentences without a pair were removed or added. */
function changesIn({ before, after }: Hunk): ProseChange[] {
  const out: ProseChange[] = [];
  let next = 0;
  for (const sentence of before) {
    const at = after.findIndex((one, i) => i >= next && commonShare(sentence, one) >= SAME_SENTENCE);
    if (at < 0) out.push({ before: sentence, after: null });
    else {
      out.push(...after.slice(next, at).map((one) => ({ before: null, after: one })));
      out.push(excerpt(sentence, after[at]!));
      next = at + 1;
    }
  }
  return [...out, ...after.slice(next).map((one) => ({ before: null, after: one }))];
}

/** Dice coefficient of the words in two sentences, from 0 to 1. Case and punctuation are ignored. */
function commonShare(a: string, b: string): number {
  const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const rest = new Map<string, number>();
  for (const word of left) rest.set(word, (rest.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = rest.get(word) ?? 0;
    if (count > 0) common++;
    rest.set(word, count - 1);
  }
  return (2 * common) / Math.max(1, left.length + right.length);
}

/**
 * Maximum length of a sentence shown in full, in characters, and the number of words around the change in longer
 * sentences.
 */
const MAX_SENTENCE = 140;
const CONTEXT = 6;

/** Both versions of a sentence. Long sentences are cut to the words around the change. */
function excerpt(before: string, after: string): ProseChange {
  if (Math.max(before.length, after.length) <= MAX_SENTENCE) return { before, after };
  const [a, b] = [before.split(' '), after.split(' ')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const cut = (words: readonly string[]): string => {
    const [from, to] = [Math.max(0, start - CONTEXT), Math.min(words.length, words.length - end + CONTEXT)];
    const shown = words.slice(from, to).join(' ');
    return `${from > 0 ? '… ' : ''}${shown}${to < words.length ? ' …' : ''}`;
  };
  return { before: cut(a), after: cut(b) };
}
