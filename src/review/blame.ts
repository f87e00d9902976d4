import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { fileSource } from '../diagnostic/source.ts';
import * as say from './diagnostics.ts';
import { proseOf } from './prose.ts';

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
