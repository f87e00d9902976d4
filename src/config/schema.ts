import { z } from 'zod';
import { parseDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import { isTimeZone } from '../time/zone.ts';

/* Checks for single values. Each message is printed after the key's name and has a hint. */

const text = z.string().min(1);

function checked(passes: (text: string) => boolean, message: string, hint: string) {
  return text.refine(passes, { message, params: { hint } });
}

const isWeb = (written: string): boolean =>
  /^https?:\/\/[^\s/]/i.test(written) && !/\s/.test(written) && URL.canParse(written);

const address = checked(
  isWeb,
  "isn't a valid http or https URL",
  'write the full URL; example: https://example.com/report',
);

const folder = checked(
  (path) => !/^(?:\/|[a-z]:)|\\|(?:^|\/)\.\.(?:\/|$)/i.test(path),
  "must be a folder inside the site's root",
  'use a relative path; example: content/incidents',
);

const id = checked(
  (name) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name),
  "isn't valid in a URL",
  'use lowercase letters, digits and hyphens; example: checkout-api',
);

const severityId = checked(
  (name) => /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/.test(name),
  "isn't a valid severity id",
  'use letters, digits, `.`, `-` and spaces; example: SEV1',
);

const day = checked(
  (written) => /^\d{4}-\d{2}-\d{2}$/.test(written) && parseInstant(`${written}T00:00Z`) !== null,
  "isn't a valid date",
  'use the format YYYY-MM-DD; example: 2025-11-30',
);

const zone = checked(
  isTimeZone,
  "isn't an IANA time zone",
  'examples: Europe/Berlin, America/Los_Angeles, UTC',
);

const percentage = checked(
  (written) => {
    const share = Number(/^(\d{1,3}(?:\.\d+)?)\s?%$/.exec(written)?.[1]);
    return share > 0 && share < 100;
  },
  'must be a percentage between 0% and 100%',
  'include the percent sign; example: 99.9%',
);

const duration = checked(
  (written) => (parseDuration(written) ?? 0) > 0,
  "isn't a valid duration",
  'examples: 30d, 12h, 90m',
);

const editPattern = checked(
  (written) => isWeb(written.replace('{path}', 'a')) && written.includes('{path}'),
  'must be a URL that contains `{path}`',
  'example: https://github.com/example/site/edit/main/{path}',
);

/** The path in a URL. Leading and trailing slashes are optional. */
const base = checked(
  (path) => /^\/?[\w.~%/-]*$/.test(path),
  "isn't a valid URL path",
  'example: /postmortems/',
).transform((path) => `/${path.replace(/^\/+|\/+$/g, '')}/`.replace(/^\/\/$/, '/'));

const visibility = z.enum(['internal', 'public']).default('internal');
const repository = z.strictObject({ url: address, edit: editPattern.optional() });
const tone = z.enum(['critical', 'high', 'medium', 'low', 'minor']);

const edition = z.strictObject({
  folder: folder.optional(),
  site: address.optional(),
  base: base.optional(),
  title: text.optional(),
  description: text.optional(),
  repository: repository.optional(),
  docs: z.boolean().optional(),
});

const severity = z.strictObject({
  id: severityId,
  name: text.optional(),
  meaning: text.optional(),
  tone: tone.optional(),
});

const service = z.strictObject({
  id,
  name: text.optional(),
  description: text.optional(),
  owner: text.optional(),
  tier: z.union([text, z.number()]).optional(),
  slo: z.strictObject({ target: percentage, window: duration }).optional(),
  dependsOn: z.array(text).default([]),
  visibility,
  public: z.array(z.enum(['description', 'owner', 'tier', 'slo', 'dependsOn'])).default([]),
});

const pattern = z.strictObject({ id, title: text, about: text.optional(), visibility });

export const optionsSchema = z.strictObject({
  title: text.default('Hindcast'),
  description: text.default(
    'Incident postmortems with executable models: what was observed, compared with what the model predicts.',
  ),
  organization: text.optional(),
  logo: checked(
    (file) => /^[\w][\w./-]*\.(?:svg|png|webp|avif|jpe?g)$/i.test(file) && !file.includes('..'),
    'must be the path of an image in `public/`',
    'example: logo.svg',
  ).optional(),
  content: folder.default('content/incidents'),
  guides: folder.default('content/guides'),
  docs: z.boolean().default(true),
  repository: repository.optional(),
  severities: z.array(severity).min(1).optional(),
  services: z.array(service).default([]),
  patterns: z.array(pattern).default([]),
  zone: zone.default('UTC'),
  asOf: day.optional(),
  timeLimit: duration.default('10m'),
  links: z.array(z.strictObject({ title: text, url: address, visibility })).default([]),
  feeds: z.boolean().default(true),
  previews: z.boolean().default(true),
  search: z.boolean().default(true),
  addresses: z.enum(['portable', 'clean']).default('portable'),
  edition: z.enum(['internal', 'public']).default('internal'),
  editions: z.strictObject({ internal: edition.optional(), public: edition.optional() }).optional(),
});

export type ReadOptions = z.output<typeof optionsSchema>;
