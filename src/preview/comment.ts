import { type Difference, KINDS, ranked } from '../compare/difference.ts';
import { markdownReport } from '../compare/markdown-report.ts';

/** First line of the comment. Later runs use it to find the comment to update. */
const MARK = '<!-- hindcast-preview -->';

/** Hosts reject comments longer than about 65,000 characters. */
const MAX_CHARACTERS = 60_000;
const MAX_DIFFERENCES = 20_000;

/** Facts about a preview from its publisher, not from the preview itself. */
export interface CommentFacts {
  /** The preview's address, or null if there is none. */
  readonly link: string | null;
  /** The commit that was built, or null. */
  readonly head: string | null;
  /** The last day that the preview is available (example: 2026-04-01), or null. */
  readonly until: string | null;
}

/**
 * Reads the differences in an untrusted `diff.json`. Only known fields are used, and their types are checked. The
 * summary in the file is ignored.
 *
 * @returns null if the text isn't a valid comparison
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
  if (list.length > MAX_DIFFERENCES) return null;
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

/**
 * The comment for a pull request: the comparison, and the preview with its last day. It never exceeds the hosts' limit.
 */
export function previewComment(
  differences: readonly Difference[],
  titles: ReadonlyMap<string, string>,
  facts: CommentFacts,
): string {
  for (let most = differences.length; ; most = Math.floor(most / 2)) {
    const report = markdownReport(differences.slice(0, most), titles, facts.link);
    const left = differences.length - most;
    const lines = [
      MARK,
      report.trimEnd(),
      ...(left > 0 ? ['', `${left} more differences are in the preview.`] : []),
      ...(facts.link === null
        ? []
        : ['', `[Full comparison](${encodeURI(facts.link.replace(/[^/]*$/, 'diff.html'))})`]),
      ...buildLine(facts),
    ];
    const comment = `${lines.join('\n')}\n`;
    if (comment.length <= MAX_CHARACTERS || most === 0) return comment;
  }
}

function buildLine({ link, head, until }: CommentFacts): string[] {
  if (head === null) return [];
  const available = link === null || until === null ? '' : `, available until ${until}`;
  return ['', `Built from ${head}${available}.`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
