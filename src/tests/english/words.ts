/**
 * Phrases that read like a translation, what to write instead, and the contexts in which they're fine. The same
 * list applies to sources, documents, help, errors, and built pages.
 */

export interface Phrase {
  readonly pattern: RegExp;
  /** What to write instead. */
  readonly instead: string;
  /** Contexts in which the phrase is fine. They're matched against the line or sentence that contains it. */
  readonly allowed?: readonly RegExp[];
  /** The files that this applies to. Default: all. */
  readonly only?: RegExp;
}

const PHRASES: readonly Phrase[] = [
  {
    pattern: /\b(?:tells?|told|untold)\b/i,
    instead: 'says, shows, reports, distinguishes',
    allowed: [/\btold (?:customers|reporters|users|employees|the press|operators|us)\b/i, /\bid: tell\b/],
  },
  {
    pattern:
      /\bstands? (?:there|here|in|beside|behind|below|above|under|on|at|alone|twice|where|between|before|still|with|out)\b/i,
    instead: 'is, appears, is listed',
    allowed: [/\bstands? out from\b/i, /\bstands? in for\b/i],
  },
  { pattern: /\bhang(?:s|ing)? on\b/i, instead: 'depends on' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix' },
  // An author's claims always hold, or the build fails, so counting them says nothing.
  { pattern: /\bborne out\b/i, instead: 'the label of the comparison' },
  {
    pattern:
      /\b(?:claims?|predictions?) (?:holds?|agrees?|(?:is|are|was|were) (?:met|right|confirmed))\b(?! (?:for|in every|until|if))/i,
    instead: 'counts of labels',
    only: /^(?:README|content|dist|src\/(?:site|views|cli|exports))/,
  },
  { pattern: /\bconfirmed by (?:the|a) model\b/i, instead: 'counts of labels' },
  {
    pattern: /\bstretch(?:es)?\b/i,
    instead: 'period, interval',
    // Allow the CSS value.
    allowed: [/(?:align|justify|place)-(?:items|content|self):[^;]*stretch/, /font-stretch|'stretch'/],
  },
  { pattern: /\b(?:hold|holds|held|holding) (?:[\w'’`.-]+ ){0,6}against\b/i, instead: 'compare with' },
  { pattern: /\bwhat holds without it\b/i, instead: 'default' },
  {
    pattern:
      /\b(?:is|are|was) no (?!longer\b|more\b|different\b|better\b|worse\b|fewer\b|less\b|doubt\b|later\b|earlier\b)/i,
    instead: "isn't a valid …",
    allowed: [
      /\b(?:there|there’s|it) (?:is|are|was) no\b/i,
      /\b(?:where|while|if|when|because|as|since|that) there (?:is|are|was) no\b/i,
    ],
  },
  { pattern: /\bhas no place here\b/i, instead: "isn't allowed here" },
  { pattern: /\bof (?:its|their|his|her) own\b/i, instead: '(delete), separate' },
  { pattern: /\bby (?:itself|themselves)\b/i, instead: '(delete), automatically' },
  { pattern: /\blengths? of time\b/i, instead: 'duration' },
  { pattern: /\bwhoever\b|\bwho is asked\b|\bwho asks\b/i, instead: 'caller, callee' },
  { pattern: /\banswer(?:s|ed|ing)? (?:well|badly)\b/i, instead: 'succeeds, fails' },
  {
    pattern:
      /\b(?:a|the|of|all|each|first|second|last|few|many|further|more|its|their|[2-9]|\d\d+) (?:try|tries)\b/i,
    instead: 'attempt(s)',
    allowed: [/\b(?:try|tries) to\b/i],
  },
  { pattern: /\bfault inside hindcast\b/i, instead: 'internal error' },
  { pattern: /\bone right answer\b/i, instead: 'what can be fixed automatically' },
  { pattern: /\bnot over\b/i, instead: 'ongoing', allowed: [/\bnot over (?:the|a|an|\d)/i] },
  {
    pattern: /\b(?:To be done next|How sure we are|What stands behind it|For whom)\b/,
    instead: 'see english.md',
  },
  {
    pattern: /\b(?:rooms?|house|housekeeping)\b/i,
    instead: 'module, project; space, capacity',
    allowed: [/\broom (?:for|in a channel)\b/i, /\b(?:server|control|war|meeting|operating) rooms?\b/i],
  },
  {
    pattern: /\bbehind\b/i,
    instead: 'after',
    allowed: [
      /\bbehind (?:(?:a|an|the|its|our|their|your|one|this|that|such) )?(?:[\w-]+ )?(?:prox(?:y|ies)|load balancers?|reverse proxy|CDN|firewall|gateway|login|feature flag|flag|sign-in|password|nginx|caddy|apache)/i,
      // The name of a constant.
      /\bbehind: \{|[-+] behind\b/,
      /\b(?:fall|falls|fell|fallen|lag|lags|lagged|lagging|left|far|further|minutes|seconds|hours|days) behind\b/i,
      /behind-a-proxy/,
    ],
  },
  { pattern: /\d %(?! ?[-\d(]| \w+(?:\.\w+)* ?(?:[=<>!+*/)&|?:-]|$))/, instead: 'no space before %' },
  {
    pattern:
      /\b(?:behaviou?rs?(?<!behaviors?)|colou?rs?(?<!colors?)|coloured|recogni[s]e[ds]?|organi[s]e[ds]?|summari[s]e[ds]?|centre[ds]?|favou?r(?<!favor)|grey|artefacts?|whilst|analyse[ds]?|neighbou?rs?(?<!neighbors?)|neighbouring|labelled|modelled|modelling|travelled|licences?|minimi[s]e[ds]?|normali[s]e[ds]?|initiali[s]e[ds]?|serialise[ds]?|optimi[s]e[ds]?|judgement|programme|catalogue)\b/i,
    instead: 'American spelling',
    // Allow a journal's title.
    allowed: [/colou?r-scheme/, /Environmental Modelling/],
  },
  {
    pattern: /\bthe record\b/i,
    instead: 'the observed timeline, Observed',
    allowed: [
      /\b(?:DNS|endpoint|Route 53|resource|A record|TTL|empty|address|zone file|resolver)\b/i,
      /\bfields?\b/,
    ],
  },
  { pattern: /\b[Ss]omebody\b/, instead: 'someone' },
  {
    pattern:
      /\b(?:page|search|engine|site|view|table|build|chart|number|setting|model|report) (?:knows?|wants?|goes for|likes?|thinks?|believes?)\b/i,
    instead: '(no personification)',
  },
  {
    pattern: /\b(?:to the letter|for ever|in so far|so to say|as it were|withal)\b/i,
    instead: 'exactly, forever, …',
  },
];

export interface Hit {
  readonly line: number;
  readonly phrase: string;
  readonly text: string;
  readonly instead: string;
}

/** All phrases in a text that aren't in an allowed context. A context can span a line break. */
export function hitsOf(path: string, text: string): Hit[] {
  const lines = text.split('\n');
  return PHRASES.flatMap(({ pattern, instead, allowed = [], only }) => {
    if (only !== undefined && !only.test(path)) return [];
    return lines.flatMap((line, i) => {
      const found = pattern.exec(line);
      if (found === null) return [];
      const around = [lines[i - 1] ?? '', line, lines[i + 1] ?? '']
        .join(' ')
        .replace(/\s*(?:\*|\/\/)\s+/g, ' ');
      if (allowed.some((context) => context.test(line) || context.test(around))) return [];
      return [{ line: i + 1, phrase: found[0], text: line.trim(), instead }];
    });
  }).sort((a, b) => a.line - b.line);
}
