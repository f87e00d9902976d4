import { z } from 'zod';
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
    service: maybe,
    /** Customers or people who met it, where it was no service of the house. */
    who: maybe,
    text: maybe,
    from: maybe,
    to: maybe,
    value: z.union([z.number(), text]).nullable().default(null),
    unit: maybe,
    basis: orElse(z.enum(BASES), 'reported'),
    source: maybe,
    visibility: itemVisibility,
    internal: heldBack(['text', 'from', 'to', 'value', 'unit', 'source']),
  })
  .refine((row) => row.service !== null || row.who !== null, {
    message: 'names neither a `service` nor `who` met it',
    params: { hint: 'say which service was down, or who was hit' },
  });

const action = z.strictObject({
  id: text,
  title: text,
  type: orElse(z.enum(ACTION_TYPES), 'other'),
  priority: z
    .union([text, z.number()])
    .nullable()
    .default(null)
    .transform((value) => (value === null ? null : String(value))),
  owner: maybe,
  ticket: maybe,
  due: maybe,
  status: orElse(z.enum(ACTION_STATUSES), 'open'),
  source: maybe,
  /** `scenario` or `scenario#variant` of the page: what the action would have changed. */
  verified_by: maybe,
  visibility: itemVisibility,
  internal: heldBack(['priority', 'owner', 'ticket', 'due', 'source', 'verified_by']),
});

const facts = {
  title: text,
  summary: text,
  status: orElse(z.enum(STATUSES), 'draft'),
  visibility: orElse(z.enum(VISIBILITIES), 'internal'),
  /** One of the site's severities. */
  severity: text,
  incident_type: maybe,
  near_miss: orElse(z.boolean(), false),
  services: sentences,
  regions: sentences,
  categories: sentences,
  authors: sentences,
  owner: maybe,
  reviewers: sentences,
  /** A date or an RFC 3339 time. */
  published_at: maybe,
  /** IANA name of the zone in which the site shows times beside UTC. */
  zone: orElse(text, 'UTC'),
  /** These six are RFC 3339 times with offset. */
  started_at: text,
  detected_at: maybe,
  acknowledged_at: maybe,
  identified_at: maybe,
  mitigated_at: maybe,
  resolved_at: maybe,
  detection: z.strictObject({ method: maybe, source: maybe }).nullable().default(null),
  trigger: maybe,
  root_causes: sentences,
  contributing_factors: sentences,
  went_well: sentences,
  went_wrong: sentences,
  got_lucky: sentences,
  open_questions: sentences,
  impact: listOf(impact),
  roles: listOf(z.strictObject({ role: text, who: text, visibility: itemVisibility })),
  actions: listOf(action),
  /** Slugs of other write-ups. */
  related: sentences,
  links: listOf(z.strictObject({ title: text, url: text, visibility: itemVisibility })),
  /** Public posts. `tells` names entries of the timeline that a post made known outside. */
  status_updates: listOf(
    z.strictObject({
      at: text,
      text,
      source: maybe,
      tells: lines,
      visibility: itemVisibility,
      internal: heldBack(['source']),
    }),
  ),
  /** What changed in the write-up since it was first published, for readers who come back. `at` is a date or a time. */
  history: listOf(
    z.strictObject({
      at: text,
      text,
      by: maybe,
      visibility: itemVisibility,
      internal: heldBack(['by']),
    }),
  ),
};

/** What a public page can't do without; all else is public only where `public:` or an item says so. */
export const ALWAYS_PUBLIC = ['title', 'summary', 'status', 'visibility', 'severity', 'started_at'] as const;

const held = Object.keys(facts).filter((key) => !(ALWAYS_PUBLIC as readonly string[]).includes(key));

export const incidentSchema = z.strictObject({
  ...facts,
  /** Fields of a public page that the public edition shows, with `body`, `timeline`, `scenarios`; or `everything`. */
  public: publicParts(held),
  /** Fields that it leaves out all the same. */
  internal: heldBack(held),
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
