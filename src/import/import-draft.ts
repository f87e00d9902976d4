import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Vocabulary } from '../incident/vocabulary.ts';
import type { Draft } from './draft/draft.ts';
import { type Extended, extendWriteUp } from './draft/extend.ts';
import { Finisher, type Removal } from './draft/finish.ts';
import { mergeRecords } from './draft/merge.ts';
import { newDraft, ZONE_GUESS } from './draft/new-draft.ts';
import { noSeverity, noStart, removed, wrongTarget } from './reading/diagnostics.ts';
import type { ImportedRecord, LeftOut } from './record/record.ts';
import type { Period } from './series/points.ts';
import type { Series } from './series/series.ts';
import { type StoredSeries, storeSeries } from './series/write-series.ts';

export interface DraftOptions {
  readonly words: Vocabulary;
  readonly severity: string | null;
  readonly names: boolean;
}

/** Imported files merged into one draft, before anything is written. */
export class ImportedIncident {
  readonly draft: Draft;
  readonly #records: readonly ImportedRecord[];
  readonly #finisher: Finisher;
  readonly #words: Vocabulary;

  constructor(records: readonly ImportedRecord[], { words, severity, names }: DraftOptions) {
    this.#records = records;
    this.#words = words;
    this.#finisher = new Finisher(records, names);
    this.draft = mergeRecords(records, this.#finisher, { words, severity });
  }

  /** True if the files describe an incident, not just series. */
  get hasRecord(): boolean {
    return this.#records.length > 0;
  }

  /**
   * A new write-up.
   *
   * @throws ImportError if the severity or the start is unknown, since neither has a default
   */
  asNew(title: string): string {
    const { severity, unknownSeverity, moments, entries } = this.draft;
    if (severity === null) throw noSeverity(unknownSeverity, this.#words.severities);
    const first = entries[0]?.at;
    if (moments.has('started_at')) return newDraft(this.draft, title, this.#words.zone);
    const detected = [...moments.values()].map(({ at }) => at).sort((a, b) => a - b)[0] ?? first;
    if (detected === undefined) throw noStart();
    const start = {
      at: Math.min(detected, first ?? detected),
      comment: 'TODO check: the earliest time in the files; no file says when the impact started',
      guessed: true,
    };
    return newDraft(
      { ...this.draft, moments: new Map([['started_at', start], ...moments]) },
      title,
      this.#words.zone,
    );
  }

  /** @throws ImportError if the write-up can't be read */
  into(file: string, text: string): Extended {
    if (!/^---[ \t]*\r?\n/.test(text)) {
      throw wrongTarget(
        file,
        `\`${file}\` has no front matter`,
        'create a write-up with --new, or fix it with `hindcast check`',
      );
    }
    const isCrlf = text.includes('\r\n');
    const extended = extendWriteUp(file, text.replaceAll('\r\n', '\n'), this.draft);
    return isCrlf ? { ...extended, text: extended.text.replaceAll('\n', '\r\n') } : extended;
  }

  /** Converts series to files. */
  storeSeries(series: readonly Series[], difference: boolean): StoredSeries[] {
    const taken = new Set<string>();
    const named = series.map((one) => ({
      one,
      clean: (text: string, place: string) => this.#finisher.label(text, one.file, place),
    }));
    return named.map(({ one, clean }) => storeSeries(one, taken, { difference, clean }));
  }

  /** What was guessed, as sentences with locations. */
  guesses(): string[] {
    const { draft } = this;
    const severity = draft.severity?.comment ?? null;
    return [
      ...(severity === null ? [] : [`severity: ${severity.replace('TODO check: ', '')}`]),
      ...(draft.zone === null || draft.zone === this.#words.zone ? [] : [`zone: ${ZONE_GUESS}`]),
      ...[...draft.moments].flatMap(([name, { guessed, comment }]) =>
        guessed ? [`${name}: ${comment.replace('TODO check: ', '')}`] : [],
      ),
      ...counted(draft.entries.flatMap(({ guess }) => (guess === null ? [] : [guess]))),
    ];
  }

  left(): (LeftOut & { readonly source: string })[] {
    const own = this.#records.flatMap(({ source, left }) => left.map((one) => ({ ...one, source })));
    return [...own, ...this.draft.outside];
  }

  notes(): string[] {
    return this.#records.flatMap(({ source, notes }) => notes.map((text) => `${source}: ${text}`));
  }

  joined(): number {
    return this.#records.reduce((sum, { joined }) => sum + joined, 0);
  }

  removals(): readonly Removal[] {
    return this.#finisher.removals;
  }

  /** A warning for each removal. */
  warnings(): Diagnostic[] {
    return this.removals().map(({ file, place, what, count }) =>
      removed({ file, line: null }, place, count === 1 ? what : `${count} × ${what}`),
    );
  }
}

function counted(guesses: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const guess of guesses) counts.set(guess, (counts.get(guess) ?? 0) + 1);
  return [...counts].map(
    ([guess, count]) => `${count} timeline ${count === 1 ? 'entry' : 'entries'}: ${guess}`,
  );
}

/** The period from an hour before an incident to two hours after it. */
export function periodAround(start: number | null, end: number | null): Period | null {
  if (start === null) return null;
  const hour = 3_600_000_000;
  return { from: start - hour, to: (end ?? start + 6 * hour) + 2 * hour };
}
