import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import { fileSource, linesOf } from '../diagnostic/source.ts';
import type { Incident } from '../incident/incident.ts';
import type { PathKey } from '../yaml/node.ts';
import * as say from './diagnostics.ts';

/** Actions that somebody still has to do. The rest is done, declined, or was announced by others. */
const TO_DO: ReadonlySet<string> = new Set(['open', 'in_progress']);

/** Actions that nobody owns, or that have no date: they are rarely done. */
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
 * The text of a write-up with everything blanked that is nobody's own words: fenced blocks other than timelines, inline
 * code, addresses, HTML comments, and quotes of what others wrote. Each character keeps its place.
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
      // Behind a colon, a dash or a bracket it is the sign of a YAML value, which is the author's own.
      .replace(/(?<![:,[{-]\s*)"[^"\n]{0,300}"/g, blank)
  );
}

/** Fences in lists and quotes count too. A fence that is never closed goes on to the end, as in Markdown. */
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

/** A name that somebody gave to something in one file of the site. */
export interface GivenName {
  readonly kind: 'action' | 'scenario' | 'title';
  readonly name: string;
  readonly file: string;
  readonly span: Span;
}

/** Names that stand in two files: told in the later file, which names the first. */
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

/** Words that judge a person, and what to write in their place. */
interface Judgement {
  readonly words: RegExp;
  readonly hint: string;
}

const PEOPLE =
  'engineers?|operators?|developers?|administrators?|admins?|technicians?|responders?|employees?|interns?|contractors?|colleagues?|someone|somebody|nobody|he|she|they|we';

/*
 * Short on purpose: each of these says what somebody is or should have been, and none has a common use for machines.
 * "The health check failed to see it" is fine, and so is "the operator restarted it".
 */
const JUDGEMENTS: readonly Judgement[] = [
  {
    words: /\b(?:human|operator|user|pilot|administrator)[\s-]+errors?\b/gi,
    hint: 'say what the person saw and did, and what made that step likely',
  },
  {
    words:
      /\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|sloppy|sloppily|lazy|lazily|incompeten(?:t|ce)|reckless(?:ly|ness)?|inattentive|bad apples?)\b/gi,
    hint: 'say what was done, and what made it seem right at that time',
  },
  {
    words:
      /\b(?:(?:is|was|are|were)\s+(?:at\s+fault|to\s+blame|guilty)|(?:his|her|their|whose)\s+fault|blames?d?\s+(?:on\s+)?(?:him|her|them|the\s+(?:engineer|operator|developer|team)))\b/gi,
    hint: 'name the conditions that let it happen in place of a culprit',
  },
  {
    words:
      /\b(?:should|could|ought\s+to)\s+have\s+(?:easily\s+)?(?:known|noticed|checked|seen|realised|realized|spotted|caught|tested|thought|foreseen|asked|been\s+more\s+careful)\b/gi,
    hint: 'that is known only afterwards: say what was known then, and what would have shown it',
  },
  {
    words: new RegExp(
      `\\b(?:${PEOPLE})\\s+(?:had\\s+|has\\s+|have\\s+)?(?:failed|forgot|forgotten|neglected|omitted|did\\s+not\\s+bother|didn['’]t\\s+bother)\\s+to\\b`,
      'gi',
    ),
    hint: 'say what the person did, and what in the work or the tools led there',
  },
  {
    words: /\b(?:common\s+sense|any\s+competent|disciplinary\s+action)\b/gi,
    hint: 'say what the system lets happen, and what will keep it from happening',
  },
];

/** Words that judge a person, in prose, front matter and timelines. What is quoted is left alone. */
export function reviewBlame(file: string, text: string): Diagnostic[] {
  const prose = proseOf(text);
  const source = fileSource(file, text);
  return JUDGEMENTS.flatMap(({ words, hint }) =>
    [...prose.matchAll(words)].map((match) => {
      const shown = match[0].replace(/\s+/g, ' ');
      return say.blame(source.spanAt(match.index, match.index + match[0].length), shown, hint);
    }),
  );
}
