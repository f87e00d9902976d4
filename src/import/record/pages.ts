import { missingPage, noIncident, severalIncidents } from '../reading/diagnostics.ts';

/** A page of an export and its offset in the full list. */
export interface OffsetPage {
  readonly file: string;
  readonly offset: number;
  readonly count: number;
  /** True if more pages follow. */
  readonly more: boolean;
}

/**
 * Checks that no page is missing between the first and the last.
 *
 * @throws ImportError that names the page next to a missing one
 */
export function checkOffsets(pages: readonly OffsetPage[], what: string): void {
  const sorted = [...pages].sort((a, b) => a.offset - b.offset);
  let next = 0;
  let last: OffsetPage | null = null;
  for (const page of sorted) {
    if (page.offset > next) {
      throw missingPage(
        (last ?? page).file,
        `${what} ${next + 1} to ${page.offset} aren't in any of the files`,
      );
    }
    if (page.offset + page.count >= next) last = page;
    next = Math.max(next, page.offset + page.count);
  }
  if (last?.more === true)
    throw missingPage(
      last.file,
      `the files contain only the first ${next === 1 ? `page of the ${what}` : `${next} ${what}`}`,
    );
}

/**
 * Checks pages that only indicate whether another one follows. The last page must be among them.
 *
 * @throws ImportError if every page indicates a next page
 */
export function checkNext(
  pages: readonly { readonly file: string; readonly more: boolean }[],
  what: string,
): void {
  const open = pages.filter(({ more }) => more);
  if (open.length > 0 && open.length >= pages.length) {
    throw missingPage(open.at(-1)!.file, `the next page of ${what} isn't in any of the files`);
  }
}

/** One of several incidents, to choose by id or name. */
export interface Choice<T> {
  readonly ids: readonly string[];
  readonly name: string;
  readonly incident: T;
}

/**
 * The requested incident, or the only one.
 *
 * @throws ImportError if there is none, or if there are several and none was requested
 */
export function chosen<T>(file: string, choices: readonly Choice<T>[], wanted: string | null): T {
  const fitting =
    wanted === null ? choices : choices.filter(({ ids, name }) => ids.includes(wanted) || name === wanted);
  if (fitting.length > 1)
    throw severalIncidents(
      file,
      fitting.map(({ ids, name }) => `${ids[0]} (${name})`),
    );
  if (fitting.length === 0) throw noIncident(file, wanted);
  return fitting[0]!.incident;
}
