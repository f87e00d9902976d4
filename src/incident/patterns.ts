/** Something that several incidents have in common. */
export interface Pattern {
  /** The pattern's id, as used in front matter and in the address of the pattern's page. */
  readonly id: string;
  /** A short statement. Example: `Overload outlasts its cause`. */
  readonly title: string;
  /** One sentence that explains the pattern; null if there is none. */
  readonly about: string | null;
}

/** Patterns that write-ups on any site can name. A site adds its own in its configuration. */
export const DEFAULT_PATTERNS: readonly Pattern[] = [
  {
    id: 'stale-check',
    title: 'A check is stale when it’s acted on',
    about: 'The state changes between the check and the action.',
  },
  {
    id: 'global-change',
    title: 'A change reaches everything at once',
    about: 'No small group gets it first, so nothing limits the damage.',
  },
  {
    id: 'sustained-overload',
    title: 'Overload outlasts its cause',
    about: 'Retries and backlogs keep a system busy after the cause is gone.',
  },
  {
    id: 'thundering-herd',
    title: 'Everything restarts at once',
    about: 'Many clients or tasks ask for the same thing at the same time.',
  },
  {
    id: 'automation-amplifies',
    title: 'Automation makes it worse',
    about: 'An automatic reaction is faster than the fault, or acts on bad data.',
  },
  {
    id: 'hidden-dependency',
    title: 'A dependency nobody counted on',
    about: 'A part that was thought to be independent needs the part that failed.',
  },
  {
    id: 'untested-path',
    title: 'A path that never ran before',
    about: 'Code, a failover or a procedure runs for the first time in production.',
  },
  {
    id: 'unwatched-limit',
    title: 'A limit that nobody watched',
    about: 'A size, quota or timeout is exceeded without a warning.',
  },
  {
    id: 'blocked-repair',
    title: 'The repair needs what failed',
    about: 'Tools, access or credentials depend on the failed part.',
  },
  {
    id: 'status-page-fails',
    title: 'The status page or support fails too',
    about: 'Customers can’t see whether the fault is theirs.',
  },
];
