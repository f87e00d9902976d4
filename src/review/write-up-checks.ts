import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import { fileSource, linesOf } from '../diagnostic/source.ts';
import type { Incident } from '../incident/incident.ts';
import type { PathKey } from '../yaml/node.ts';
import * as say from './diagnostics.ts';

/**
 * Statuses of open actions owned by the site's organization. All other actions are done, declined or announced by other
 * organizations.
 */
const TO_DO: ReadonlySet<string> = new Set(['open', 'in_progress']);

/** Reports open actions without an owner or a due date, because they are rarely completed. */
export function reviewActions(incident: Incident, placeOf: (path: readonly PathKey[]) => Span): Diagnostic[] {
  return incident.actions.flatMap((action, index) => {
    if (!TO_DO.has(action.status)) return [];
    const place = placeOf(['actions', index, 'id']);
    return [
      ...(action.owner === null ? [say.noOwner(place, action.id)] : []),
      ...(action.due === null ? [say.noDueDate(place, action.id)] : []),
    ];
  });
}

/**
 * A write-up's text in which everything but the authors' prose is blanked: fenced blocks other than timelines,
 * inline code, addresses, HTML comments, and quotations. All offsets stay the same.
 */
export function proseOf(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return (
    blankFences(text)
      .replace(/<!--[\s\S]*?-->/g, blank)
      .replace(/^[ \t]*>.*$/gm, blank)
      .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blank)
      .replace(/\b(?:https?|mailto):[^\s)\]>'"]+/g, blank)
      .replace(/“[^“”\n]{0,300}”/g, blank)
      // Double quotes after a colon, a dash or a bracket enclose a YAML value, which is the author's text.
      .replace(/(?<![:,[{-]\s*)"[^"\n]{0,300}"/g, blank)
  );
}

/** Blanks fenced blocks, including those in lists and quotes. An unclosed fence runs to the end, as in Markdown. */
function blankFences(text: string): string {
  let open: { mark: string; kept: boolean } | null = null;
  return linesOf(text)
    .map((line) => {
      const fence = /^[\s>*+\d.-]*(`{3,}|~{3,})\s*([\w-]*)/.exec(line);
      if (open === null) {
        if (fence === null) return line;
        open = { mark: fence[1]!, kept: fence[2] === 'timeline' };
        return ' '.repeat(line.length);
      }
      const closes = fence !== null && fence[1]!.startsWith(open.mark) && fence[2] === '';
      const shown: string = open.kept && !closes ? line : ' '.repeat(line.length);
      if (closes) open = null;
      return shown;
    })
    .join('\n');
}

/** A name defined in one of the site's files. */
export interface GivenName {
  readonly kind: 'action' | 'scenario' | 'title';
  readonly name: string;
  readonly file: string;
  readonly span: Span;
}

/** Reports names that are defined in two files, at the later definition. */
export function reviewRepeats(names: readonly GivenName[]): Diagnostic[] {
  const first = new Map<string, GivenName>();
  return names.flatMap((given) => {
    const key = JSON.stringify([given.kind, given.name]);
    const other = first.get(key);
    if (other === undefined) first.set(key, given);
    if (other === undefined || other.file === given.file) return [];
    if (given.kind === 'title') return [say.duplicateTitle(given.span, other.file)];
    return given.kind === 'action'
      ? [say.duplicateAction(given.span, given.name, other.file)]
      : [say.duplicateScenario(given.span, given.name, other.file)];
  });
}

/** Wording that blames a person, with a suggested replacement. */
interface Blame {
  readonly words: RegExp;
  readonly hint: string;
}

const PEOPLE =
  'engineers?|operators?|developers?|administrators?|admins?|technicians?|responders?|employees?|interns?|contractors?|colleagues?|some(?:one|body)|nobody|he|she|they|we';

/*
 * This list is short on purpose: each entry describes a person or what they should have done, and none of them are
 * commonly used for machines. "The health check failed to see it" is fine, and so is "the operator restarted it".
 */
const BLAME: readonly Blame[] = [
  {
    words: /\b(?:human|operator|user|pilot|administrator)[\s-]+errors?\b/gi,
    hint: 'describe what the person saw and did, and what made that step likely',
  },
  {
    words:
      /\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|sloppy|sloppily|lazy|lazily|incompeten(?:t|ce)|reckless(?:ly|ness)?|inattentive|bad apples?)\b/gi,
    hint: 'describe what was done, and why it seemed right at the time',
  },
  {
    words:
      /\b(?:(?:is|was|are|were)\s+(?:at\s+fault|to\s+blame|guilty)|(?:his|her|their|whose)\s+fault|blames?d?\s+(?:on\s+)?(?:him|her|them|the\s+(?:engineer|operator|developer|team)))\b/gi,
    hint: 'name the conditions that made it possible instead of a culprit',
  },
  {
    words:
      /\b(?:should|could|ought\s+to)\s+have\s+(?:easily\s+)?(?:known|noticed|checked|seen|realised|realized|spotted|caught|tested|thought|foreseen|asked|been\s+more\s+careful)\b/gi,
    hint: 'this is hindsight: describe what people knew at the time, and what would have revealed the problem',
  },
  {
    words: new RegExp(
      `\\b(?:${PEOPLE})\\s+(?:had\\s+|has\\s+|have\\s+)?(?:failed|forgot|forgotten|neglected|omitted|did\\s+not\\s+bother|didn['’]t\\s+bother)\\s+to\\b`,
      'gi',
    ),
    hint: 'describe what the person did, and what about the work or the tools led to it',
  },
  {
    words: /\b(?:common\s+sense|any\s+competent|disciplinary\s+action)\b/gi,
    hint: 'describe what made the failure possible, and what will prevent it',
  },
];

/** Reports wording that blames a person in prose, front matter, and timelines. Quotations are ignored. */
export function reviewBlame(file: string, text: string): Diagnostic[] {
  const prose = proseOf(text);
  const source = fileSource(file, text);
  return BLAME.flatMap(({ words, hint }) =>
    [...prose.matchAll(words)].map((match) => {
      const shown = match[0].replace(/\s+/g, ' ');
      return say.blame(source.spanAt(match.index, match.index + match[0].length), shown, hint);
    }),
  );
}
