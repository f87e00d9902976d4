/** Limits on the length and the number of words to compare, so a text full of unknown names is checked quickly. */
const MAX_LETTERS = 100;
const MAX_CANDIDATES = 2000;

/** Shorter words are similar to too many others to be treated as abbreviated or misspelled. */
const MIN_LETTERS = 4;

/**
 * The known word nearest to a misspelled or abbreviated word, or null if none is close enough: the shortest word that
 * starts with it, otherwise the word with the smallest edit distance. If several are equally near, the first wins.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > MAX_LETTERS) return null;
  const candidates: string[] = [];
  for (const name of known) {
    if (name.length <= MAX_LETTERS) candidates.push(name);
    if (candidates.length === MAX_CANDIDATES) break;
  }
  return extension(word, candidates) ?? closest(word, candidates);
}

/** The first known word that is one edit away, or null. Short words are never treated as misspelled. */
export function misspelled(word: string, known: Iterable<string>): string | null {
  if (word.length < MIN_LETTERS || word.length > MAX_LETTERS) return null;
  return [...known].find((name) => editDistance(word.toLowerCase(), name.toLowerCase()) === 1) ?? null;
}

function extension(word: string, candidates: readonly string[]): string | null {
  if (word.length < MIN_LETTERS) return null;
  const longer = candidates.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  return longer.reduce<string | null>(
    (best, name) => (best === null || name.length < best.length ? name : best),
    null,
  );
}

function closest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    // Each missing letter costs 1.
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Optimal string alignment distance: inserting, deleting or replacing a letter and swapping two neighbors cost 1 each.
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2]! + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
