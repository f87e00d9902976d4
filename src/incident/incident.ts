import { z } from 'zod';
import type { Micros } from '../result.ts';
import { parseInstant } from '../time/instant.ts';
import { heldBack, itemVisibility, markedText, publicParts } from './visibility.ts';

/*
 * The front matter of a write-up. Names are those that people write in the file, so that a reader of either knows the
 * other. A key that is left empty counts as left out: templates list keys for people to fill in.
 */

const STATUSES = ['draft', 'in_review', 'reviewed', 'published', 'closed'] as const;
const VISIBILITIES = ['internal', 'public'] as const;
const BASES = ['measured', 'estimated', 'simulated', 'reported'] as const;
const ACTION_TYPES = ['prevent', 'mitigate', 'detect', 'process', 'other'] as const;
const ACTION_STATUSES = ['open', 'in_progress', 'done', 'declined', 'announced'] as const;

const text = z.string().min(1);
const maybe = text.nullable().default(null);
const lines = listOf(text);
/** Lines that may say for themselves who may read them. */
const sentences = listOf(markedText);

const impact = z
  .strictObject({
    service: maybe.describe('Service that was hit, by id or name.'),
    who: maybe.describe('Customers or people who met it, where it was no service of the house.'),
    text: maybe.describe('What they met.'),
    from: maybe.describe('When it began.'),
    to: maybe.describe('When it ended.'),
    value: z.union([z.number(), text]).nullable().default(null).describe('How much.'),
    unit: maybe.describe('Unit of `value`.'),
    basis: orElse(z.enum(BASES), 'reported').describe('How the number is known.'),
    source: maybe.describe('Where that is written.'),
    visibility: itemVisibility,
    internal: heldBack(['text', 'from', 'to', 'value', 'unit', 'source']).describe(
      'Keys that the public edition leaves out.',
    ),
  })
  .refine((row) => row.service !== null || row.who !== null, {
    message: 'names neither a `service` nor `who` met it',
    params: { hint: 'say which service was down, or who was hit' },
  });

const action = z.strictObject({
  id: text.describe('Id of the action, unique on the site.'),
  title: text.describe('What is to be done.'),
  type: orElse(z.enum(ACTION_TYPES), 'other').describe('What it is good for.'),
  priority: z
    .union([text, z.number()])
    .nullable()
    .default(null)
    .transform((value) => (value === null ? null : String(value)))
    .describe('How urgent it is.'),
  owner: maybe.describe('Who does it.'),
  ticket: maybe.describe('Where it is tracked: an address, or the name of a ticket.'),
  due: maybe.describe('Until when: a date.'),
  status: orElse(z.enum(ACTION_STATUSES), 'open').describe('How far it is.'),
  source: maybe.describe('Where it was announced.'),
  verified_by: maybe.describe(
    '`scenario` or `scenario#variant` of the page: what the action would have changed.',
  ),
  visibility: itemVisibility,
  internal: heldBack(['priority', 'owner', 'ticket', 'due', 'source', 'verified_by']).describe(
    'Keys that the public edition leaves out.',
  ),
});

const facts = {
  title: text.describe('What happened, in a few words: lists and feeds show it alone.'),
  summary: text.describe('One to three sentences: who was hit, how, and for how long.'),
  status: orElse(z.enum(STATUSES), 'draft').describe('How far the write-up is.'),
  visibility: orElse(z.enum(VISIBILITIES), 'internal').describe(
    'Whether it may be in the public edition at all.',
  ),
  severity: text.describe("Id of one of the site's severities, such as SEV2."),
  incident_type: maybe.describe('What kind of incident it was, in words.'),
  near_miss: orElse(z.boolean(), false).describe('True where nobody was hit, but nearly.'),
  services: sentences.describe('Services that were hit, by id or name.'),
  regions: sentences.describe('Where it was.'),
  categories: sentences.describe('Words by which similar incidents are found.'),
  authors: sentences.describe('Who wrote it.'),
  owner: maybe.describe('Who answers for the write-up.'),
  reviewers: sentences.describe('Who reviewed it.'),
  published_at: maybe.describe('A date, or an RFC 3339 time.'),
  zone: orElse(text, 'UTC').describe('IANA name of the zone in which times are shown beside UTC.'),
  /** These six are RFC 3339 times with offset. */
  started_at: text.describe('When the impact began: RFC 3339 with an offset.'),
  detected_at: maybe.describe('When somebody or something noticed.'),
  acknowledged_at: maybe.describe('When somebody took it on.'),
  identified_at: maybe.describe('When the cause was known.'),
  mitigated_at: maybe.describe('When users no longer felt it.'),
  resolved_at: maybe.describe('When all was as before.'),
  detection: z
    .strictObject({
      method: maybe.describe('What noticed it, such as an alarm or a customer.'),
      source: maybe.describe('Where that is written.'),
    })
    .nullable()
    .default(null)
    .describe('How it was noticed.'),
  trigger: maybe.describe('What set it off.'),
  root_causes: sentences.describe('What let it happen.'),
  contributing_factors: sentences.describe('What made it worse or longer.'),
  went_well: sentences.describe('What went well.'),
  went_wrong: sentences.describe('What went wrong.'),
  got_lucky: sentences.describe('Where it could have been worse.'),
  open_questions: sentences.describe('What nobody knows yet.'),
  impact: listOf(impact).describe('Who and what was hit, line by line.'),
  roles: listOf(
    z.strictObject({
      role: text.describe('Such as incident commander.'),
      who: text.describe('A person or a team.'),
      visibility: itemVisibility,
    }),
  ).describe('Who did what during the response.'),
  actions: listOf(action).describe('What is to be done, or was.'),
  related: sentences.describe('Names of other write-ups, as their files are named.'),
  links: listOf(
    z.strictObject({
      title: text.describe('What is there.'),
      url: text.describe('Its address.'),
      visibility: itemVisibility,
    }),
  ).describe('Pages elsewhere.'),
  status_updates: listOf(
    z.strictObject({
      at: text.describe('When: RFC 3339 with an offset; in `history` a date will do.'),
      text: text.describe('What it says.'),
      source: maybe.describe('Where it was posted.'),
      announces: lines.describe('Ids of entries of the timeline that it made known.'),
      visibility: itemVisibility,
      internal: heldBack(['source']).describe('Keys that the public edition leaves out.'),
    }),
  ).describe('Public posts. `announces` names entries of the timeline that a post made known outside.'),
  /** What changed in the write-up since it was first published, for readers who come back. `at` is a date or a time. */
  history: listOf(
    z.strictObject({
      at: text.describe('When: RFC 3339 with an offset; in `history` a date will do.'),
      text: text.describe('What it says.'),
      by: maybe.describe('Who changed it.'),
      visibility: itemVisibility,
      internal: heldBack(['by']).describe('Keys that the public edition leaves out.'),
    }),
  ).describe('What changed in the write-up since it was first published.'),
};

/** What a public page can't do without; all else is public only where `public:` or an item says so. */
export const ALWAYS_PUBLIC = ['title', 'summary', 'status', 'visibility', 'severity', 'started_at'] as const;

const held = Object.keys(facts).filter((key) => !(ALWAYS_PUBLIC as readonly string[]).includes(key));

export const incidentSchema = z.strictObject({
  ...facts,
  public: publicParts(Object.keys(facts)).describe(
    'What of the page the public edition shows: keys, `body`, `timeline`, `scenarios`, or `everything`.',
  ),
  internal: heldBack(held).describe('Keys that the public edition leaves out all the same.'),
});

/** Front matter that was read and checked. Absent single values are null, absent lists are empty. */
export type Incident = z.output<typeof incidentSchema>;
export type Impact = Incident['impact'][number];
export type Action = Incident['actions'][number];

/** The moments of an incident that its durations are taken from, in their usual order. */
export const MOMENTS = [
  'started_at',
  'detected_at',
  'acknowledged_at',
  'identified_at',
  'mitigated_at',
  'resolved_at',
] as const;

function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullable()
    .default(null)
    .transform((items) => items ?? []);
}

function orElse<T extends z.ZodType>(schema: T, fallback: z.output<T>) {
  return schema
    .nullable()
    .default(null)
    .transform((value): z.output<T> => (value === null ? fallback : value));
}

/** A duration of one incident, with the formula that a page prints beside it. */
export interface Metric {
  id: string;
  /** Such as `Time to detect`. */
  name: string;
  /** Such as `detected_at − started_at`. */
  formula: string;
  value: Micros;
}

const TABLE = [
  ['time_to_detect', 'Time to detect', 'detected_at', 'started_at'],
  ['time_to_acknowledge', 'Time to acknowledge', 'acknowledged_at', 'started_at'],
  ['time_to_identify', 'Time to identify', 'identified_at', 'started_at'],
  ['time_to_mitigate', 'Time to mitigate', 'mitigated_at', 'started_at'],
  ['time_to_resolve', 'Time to resolve', 'resolved_at', 'started_at'],
] as const;

/**
 * Durations of an incident, each from its start. One whose moment the front matter leaves out is left out. They are
 * this incident's own: a mean over incidents is another thing, and is named so.
 */
export function metricsOf(incident: Incident): Metric[] {
  return TABLE.flatMap(([id, name, until, since]) => {
    const end = incident[until];
    const to = end === null ? null : parseInstant(end);
    const from = parseInstant(incident[since]);
    if (to === null || from === null) return [];
    return [{ id, name, formula: `${until} − ${since}`, value: to - from }];
  });
}
