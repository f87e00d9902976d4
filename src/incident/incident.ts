import { z } from 'zod';
import type { Micros } from '../result.ts';
import { parseInstant } from '../time/instant.ts';
import { doc } from './key-doc.ts';
import { internalKeys, itemVisibility, markedText, publicParts } from './visibility.ts';

/*
 * A write-up's front matter. Fields keep the names that authors use. An empty key counts as absent, because templates
 * list keys for people to fill in.
 */

const STATUSES = ['draft', 'in_review', 'reviewed', 'published', 'closed'] as const;
const VISIBILITIES = ['internal', 'public'] as const;
const BASES = ['measured', 'estimated', 'simulated', 'reported'] as const;
const ACTION_TYPES = ['prevent', 'mitigate', 'detect', 'process', 'other'] as const;
const ACTION_STATUSES = ['open', 'in_progress', 'done', 'declined', 'announced'] as const;

const text = z.string().min(1);
const maybe = text.nullable().default(null);
const lines = listOf(text);
/** Lines of text, each with an optional visibility. */
const sentences = listOf(markedText);

const impact = z
  .strictObject({
    service: maybe.meta(
      doc('Affected service, by id or name. Each row needs `service`, `who` or both.', 'checkout'),
    ),
    who: maybe.meta(
      doc('Affected customers or people. Each row needs `service`, `who` or both.', 'Customers in Europe'),
    ),
    text: maybe.meta(doc('What they experienced.', 'One in three payments failed')),
    from: maybe.meta(doc('When the impact began: RFC 3339 with an offset.', '2026-03-02T09:04:00+01:00')),
    to: maybe.meta(doc('When the impact ended: RFC 3339 with an offset.', '2026-03-02T09:25:00+01:00')),
    value: z
      .union([z.number(), text])
      .nullable()
      .default(null)
      .meta(doc('The amount, as a number or text.', 1240)),
    unit: maybe.meta(doc('Unit of `value`.', 'failed orders')),
    basis: orElse(z.enum(BASES), 'reported').meta(doc('How you know the number.', 'measured')),
    source: maybe.meta(
      doc('Where the number comes from: an http or https URL, or text.', 'https://graphs.example/7'),
    ),
    visibility: itemVisibility,
    internal: internalKeys(['text', 'from', 'to', 'value', 'unit', 'source']),
  })
  .refine((row) => row.service !== null || row.who !== null, {
    message: 'needs a `service` or `who`',
    params: { hint: 'name the service that was down, or the people who were affected' },
  });

const action = z.strictObject({
  id: text.meta(doc('Id of the action, unique on the site.', 'warm-before-release')),
  title: text.meta(doc('What needs to be done.', 'Warm the cache before a release')),
  type: orElse(z.enum(ACTION_TYPES), 'other').meta(doc('What the action is for.', 'prevent')),
  priority: z
    .union([text, z.number()])
    .nullable()
    .default(null)
    .transform((value) => (value === null ? null : String(value)))
    .meta(doc('How urgent the action is, in any terms you like.', 'P1', 1)),
  owner: maybe.meta(doc('Person or team responsible for the action.', 'Platform')),
  ticket: maybe.meta(
    doc(
      'Where the action is tracked: an http or https URL, or a ticket number.',
      'https://tickets.example/OPS-412',
    ),
  ),
  due: maybe.meta(doc('Due date.', '2026-04-30')),
  status: orElse(z.enum(ACTION_STATUSES), 'open').meta(
    doc(
      'The action’s progress. `announced` means that another organization promised it publicly, with no known result.',
      'in_progress',
    ),
  ),
  source: maybe.meta(
    doc('Where the action was announced: an http or https URL, or text.', 'https://status.example/posts/9'),
  ),
  verified_by: maybe.meta(
    doc(
      'A scenario on this page that shows what effect the action would have had: `scenario` or `scenario#variant`.',
      'cold-cache#warmed',
    ),
  ),
  visibility: itemVisibility,
  internal: internalKeys(['priority', 'owner', 'ticket', 'due', 'source', 'verified_by']),
});

/** A pattern that the incident is an example of. A plain id is shorthand for a map. */
const pattern = z.union([
  text.transform((id) => ({ id, scenarios: [] as string[], ended_by: null as string | null })),
  z
    .strictObject({
      id: text.meta(doc('Id of a pattern on this site.', 'sustained-overload')),
      scenarios: lines.meta(
        doc('Scenarios on this page that show the pattern. Their findings are listed on its page.', [
          'cold-cache',
        ]),
      ),
      ended_by: maybe.meta(doc('What ended the failure, in one sentence.', 'Turning retries off for 10 min')),
      visibility: itemVisibility,
      internal: internalKeys(['scenarios', 'ended_by']),
    })
    .transform(({ id, scenarios, ended_by }) => ({ id, scenarios, ended_by })),
]);

const facts = {
  title: text.meta(
    doc(
      'What happened, in a few words. Lists, feeds and link previews show it.',
      'Product pages failed for 21 min',
    ),
  ),
  summary: text.meta(
    doc(
      'Who was affected, how, and for how long, in one to three sentences.',
      'A deploy emptied the cache. One in three product pages failed until it was warm again.',
    ),
  ),
  status: orElse(z.enum(STATUSES), 'draft').meta(doc('Status of the write-up.', 'reviewed')),
  visibility: orElse(z.enum(VISIBILITIES), 'internal').meta(
    doc('Whether the page is in the public edition. `public` lists what the edition shows.', 'public'),
  ),
  severity: text.meta(
    doc('Id of a severity on this site. By default, the severities are SEV1 to SEV5.', 'SEV2'),
  ),
  incident_type: maybe.meta(doc('The kind of incident, in your own words.', 'deploy')),
  near_miss: orElse(z.boolean(), false).meta(
    doc('True if the incident was a close call that affected nobody.', true),
  ),
  services: sentences.meta(doc('Affected services, by id or name.', ['checkout', 'payments'])),
  regions: sentences.meta(doc('Affected regions.', ['eu-west-1'])),
  categories: sentences.meta(doc('Tags that group similar incidents.', ['cache', 'deploy'])),
  patterns: listOf(pattern).meta(
    doc('Patterns that this incident has in common with others, by id.', [
      'stale-check',
      { id: 'sustained-overload', scenarios: ['cold-cache'], ended_by: 'Turning retries off for 10 min' },
    ]),
  ),
  symptoms: sentences.meta(
    doc('What people saw: error messages, alerts, dashboards. Readers can search for them.', [
      '504 errors on product pages while CPU is low',
    ]),
  ),
  authors: sentences.meta(doc('Authors of the write-up.', ['Ada Lovelace'])),
  owner: maybe.meta(doc('Person or team responsible for the write-up.', 'Platform')),
  reviewers: sentences.meta(doc('Reviewers of the write-up.', ['Grace Hopper'])),
  published_at: maybe.meta(
    doc('When the write-up was published: a date, or RFC 3339 with an offset.', '2026-03-09'),
  ),
  zone: orElse(text, 'UTC').meta(
    doc("IANA time zone shown in addition to UTC. Defaults to the site's `zone`.", 'Europe/Berlin'),
  ),
  started_at: text.meta(doc('When the impact began: RFC 3339 with an offset.', '2026-03-02T09:00:00+01:00')),
  detected_at: maybe.meta(
    doc('When the incident was noticed: RFC 3339 with an offset.', '2026-03-02T09:03:00+01:00'),
  ),
  acknowledged_at: maybe.meta(
    doc(
      'When someone started working on the incident: RFC 3339 with an offset.',
      '2026-03-02T09:05:00+01:00',
    ),
  ),
  identified_at: maybe.meta(
    doc('When the cause was identified: RFC 3339 with an offset.', '2026-03-02T09:12:00+01:00'),
  ),
  mitigated_at: maybe.meta(
    doc('When users were no longer affected: RFC 3339 with an offset.', '2026-03-02T09:20:00+01:00'),
  ),
  resolved_at: maybe.meta(
    doc('When everything was back to normal: RFC 3339 with an offset.', '2026-03-02T09:40:00+01:00'),
  ),
  detection: z
    .strictObject({
      method: maybe.meta(doc('How the incident was noticed, in your own words.', 'alarm')),
      source: maybe.meta(
        doc(
          'Evidence of when the incident was detected: an http or https URL, or text.',
          'https://alerts.example/5531',
        ),
      ),
    })
    .nullable()
    .default(null)
    .meta(doc('How the incident was noticed.', { method: 'alarm' })),
  trigger: maybe.meta(doc('What triggered the incident.', 'Release 214 emptied the cache')),
  root_causes: sentences.meta(doc('Why the incident was possible.', ['A release may empty the cache'])),
  contributing_factors: sentences.meta(
    doc('What made the incident worse or longer.', ['The cache fills only from live traffic']),
  ),
  went_well: sentences.meta(doc('What went well.', ['The alert fired within 3 min'])),
  went_wrong: sentences.meta(doc('What went wrong.', ['The runbook named a retired dashboard'])),
  got_lucky: sentences.meta(
    doc('What kept the incident from being worse.', ['Traffic was at its low for the day']),
  ),
  open_questions: sentences.meta(doc("What isn't known yet.", ['Why did the health check pass?'])),
  impact: listOf(impact).meta(
    doc('Who and what was affected, one row each.', [
      { service: 'checkout', value: 1240, unit: 'failed orders', basis: 'measured' },
    ]),
  ),
  roles: listOf(
    z.strictObject({
      role: text.meta(doc('Role during the response.', 'Incident commander')),
      who: text.meta(doc('A person or a team.', 'Ada Lovelace')),
      visibility: itemVisibility,
    }),
  ).meta(doc('Who did what during the response.', [{ role: 'Incident commander', who: 'Ada Lovelace' }])),
  actions: listOf(action).meta(
    doc('Action items, open and done.', [
      { id: 'warm-before-release', title: 'Warm the cache before a release', due: '2026-04-30' },
    ]),
  ),
  related: sentences.meta(doc('Related write-ups, by file name without `.md`.', ['cold-cache-january'])),
  links: listOf(
    z.strictObject({
      title: text.meta(doc('Text of the link.', 'Public status page')),
      url: text.meta(doc('An http or https URL.', 'https://status.example/posts/9')),
      visibility: itemVisibility,
    }),
  ).meta(
    doc('Related pages elsewhere.', [{ title: 'Public status page', url: 'https://status.example/posts/9' }]),
  ),
  status_updates: listOf(
    z.strictObject({
      at: text.meta(doc('When the update was posted: RFC 3339 with an offset.', '2026-03-02T09:11:00+01:00')),
      text: text.meta(doc('What the update says.', 'We are looking into failing product pages.')),
      source: maybe.meta(
        doc('Where the update was posted: an http or https URL, or text.', 'https://status.example/posts/9'),
      ),
      announces: lines.meta(
        doc("Ids of entries in the page's timeline that this post made public.", ['deploy']),
      ),
      visibility: itemVisibility,
      internal: internalKeys(['source']),
    }),
  ).meta(
    doc('Public posts during the incident.', [
      { at: '2026-03-02T09:11:00+01:00', text: 'We are looking into failing product pages.' },
    ]),
  ),
  history: listOf(
    z.strictObject({
      at: text.meta(doc('When the change was made: a date, or RFC 3339 with an offset.', '2026-03-12')),
      text: text.meta(doc('What changed.', 'Corrected the number of failed orders')),
      by: maybe.meta(doc('Who made the change.', 'Platform')),
      visibility: itemVisibility,
      internal: internalKeys(['by']),
    }),
  ).meta(
    doc('What has changed in the write-up since it was first published, for returning readers.', [
      { at: '2026-03-12', text: 'Corrected the number of failed orders' },
    ]),
  ),
};

/** Keys that a public page always shows. Everything else is public only if `public:` or the item makes it public. */
export const ALWAYS_PUBLIC = ['title', 'summary', 'status', 'visibility', 'severity', 'started_at'] as const;

export const incidentSchema = z.strictObject({
  ...facts,
  public: publicParts(Object.keys(facts)).meta(
    doc(
      'Parts of this page that the public edition shows: keys, `body`, `timeline` and `scenarios`, or `everything`.',
      'everything',
      ['impact', 'timeline', 'body'],
    ),
  ),
  internal: internalKeys(
    Object.keys(facts).filter((key) => !(ALWAYS_PUBLIC as readonly string[]).includes(key)),
    'owner',
  ),
});

/** Front matter that has been read and checked. Absent single values are null; absent lists are empty. */
export type Incident = z.output<typeof incidentSchema>;
export type Impact = Incident['impact'][number];
export type Action = Incident['actions'][number];

/** The moments that an incident's durations are measured between, in their usual order. */
export const MOMENTS = [
  'started_at',
  'detected_at',
  'acknowledged_at',
  'identified_at',
  'mitigated_at',
  'resolved_at',
] as const;

/** A duration in an incident, with the formula that the page shows next to it. */
export interface Metric {
  id: string;
  /** The duration's name. Example: `Time to detect`. */
  name: string;
  /** How the duration is computed. Example: `detected_at − started_at`. */
  formula: string;
  value: Micros;
}

const METRICS = [
  ['time_to_detect', 'Time to detect', 'detected_at', 'started_at'],
  ['time_to_acknowledge', 'Time to acknowledge', 'acknowledged_at', 'started_at'],
  ['time_to_identify', 'Time to identify', 'identified_at', 'started_at'],
  ['time_to_mitigate', 'Time to mitigate', 'mitigated_at', 'started_at'],
  ['time_to_resolve', 'Time to resolve', 'resolved_at', 'started_at'],
] as const;

/**
 * An incident's durations, measured from its start. If a time is missing, the duration that needs it is left out. These
 * are single values, not means.
 */
export function metricsOf(incident: Incident): Metric[] {
  return METRICS.flatMap(([id, name, until, since]) => {
    const end = incident[until];
    const to = end === null ? null : parseInstant(end);
    const from = parseInstant(incident[since]);
    if (to === null || from === null) return [];
    return [{ id, name, formula: `${until} − ${since}`, value: to - from }];
  });
}

/** A list that can be omitted or empty. */
function listOf<T extends z.ZodType>(item: T) {
  return orElse(z.array(item), []);
}

/** A value that can be omitted or empty, in which case it's `fallback`. */
function orElse<T extends z.ZodType>(schema: T, fallback: z.output<T>) {
  return schema
    .nullable()
    .default(fallback as never)
    .transform((value): z.output<T> => (value === null ? fallback : value));
}
