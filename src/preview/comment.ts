import { type Difference, KINDS, ranked } from '../compare/difference.ts';
import { markdownReport } from '../compare/markdown-report.ts';

/** First line of the comment: who writes it again finds by it the one that is there. */
const MARK = '<!-- hindcast-preview -->';

/** Hosts refuse comments of more than some 65,000 characters. */
const MOST_CHARACTERS = 60_000;
const MOST_DIFFERENCES = 20_000;

/** What is known of a preview from who publishes it, and not from the preview. */
export interface CommentFacts {
  /** Address of the preview, or null where it has none. */
  readonly link: string | null;
  /** Commit that was built, or null. */
  readonly head: string | null;
  /** Last day on which it stands, such as 2026-04-01, or null. */
  readonly until: string | null;
}

/**
 * Differences out of a `diff.json` that nobody vouches for. Only fields that a difference has are taken, each of its own
 * kind; the summary that the file holds is not read, since it can be made of the differences.
 *
 * @returns null for what is no comparison
 */
export function readDifferences(text: string): Difference[] | null {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(whole) || whole['version'] !== 1 || !Array.isArray(whole['differences'])) return null;
  const list: unknown[] = whole['differences'];
  if (list.length > MOST_DIFFERENCES) return null;
  const read = list.map(readDifference);
  return read.every((one) => one !== null) ? ranked(read) : null;
}

function readDifference(value: unknown): Difference | null {
  if (!isRecord(value)) return null;
  const kind = KINDS.find((one) => one === value['kind']);
  const { incident, cause, size } = value;
  if (kind === undefined || typeof incident !== 'string') return null;
  if ((cause !== 'text' && cause !== 'engine') || typeof size !== 'number') return null;
  const texts = ['scenario', 'variant', 'subject', 'before', 'after'].map((key) => value[key] ?? null);
  if (!texts.every((one) => one === null || typeof one === 'string')) return null;
  const [scenario, variant, subject, before, after] = texts as (string | null)[];
  return {
    kind,
    incident,
    scenario: scenario!,
    variant: variant!,
    subject: subject!,
    before: before!,
    after: after!,
    cause,
    size,
  };
}

/** The comment on a pull request: the comparison, where the preview stands and until when. Never longer than hosts allow. */
export function previewComment(
  differences: readonly Difference[],
  titles: ReadonlyMap<string, string>,
  facts: CommentFacts,
): string {
  for (let most = differences.length; ; most = Math.floor(most / 2)) {
    const told = markdownReport(differences.slice(0, most), titles, facts.link);
    const left = differences.length - most;
    const lines = [
      MARK,
      told.trimEnd(),
      ...(left > 0 ? ['', `Not told here: ${left} more. The preview has all of them.`] : []),
      ...(facts.link === null
        ? []
        : ['', `[The comparison as a page](${encodeURI(facts.link.replace(/[^/]*$/, 'diff.html'))})`]),
      ...lineOf(facts),
    ];
    const comment = `${lines.join('\n')}\n`;
    if (comment.length <= MOST_CHARACTERS || most === 0) return comment;
  }
}

function lineOf({ head, until }: CommentFacts): string[] {
  if (head === null) return [];
  return ['', `Made from ${head}${until === null ? '' : `; it stands until ${until}`}.`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
