import { z } from 'zod';
import { parseDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import { isTimeZone } from '../time/zone.ts';

/*
 * What the options of a site must look like. Refusals of single values carry a hint, which the report of findings shows.
 */

const text = z.string().min(1);

/** A text that must pass a check. */
function checked(passes: (text: string) => boolean, message: string, hint: string) {
  return text.refine(passes, { message, params: { hint } });
}

const isWeb = (written: string): boolean =>
  /^https?:\/\/[^\s/]/i.test(written) && !/\s/.test(written) && URL.canParse(written);

const address = checked(
  isWeb,
  'is no http or https address',
  'write the whole address, such as https://example.com/report',
);

const folder = checked(
  (path) => !/^(?:\/|[a-z]:)|\\|(?:^|\/)\.\.(?:\/|$)/i.test(path),
  'must be a folder below the site’s root',
  'write it like content/incidents',
);

const id = checked(
  (name) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name),
  'can’t be part of an address',
  'use small letters, digits and hyphens, such as checkout-api',
);

const severityId = checked(
  (name) => /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/.test(name),
  'can’t be the id of a severity',
  'use letters, digits, `.`, `-` and blanks, such as SEV1 or P1',
);

const day = checked(
  (written) => /^\d{4}-\d{2}-\d{2}$/.test(written) && parseInstant(`${written}T00:00Z`) !== null,
  'is no day',
  'write it like 2025-11-30',
);

const zone = checked(
  isTimeZone,
  'is no time zone of the IANA list',
  'write it like Europe/Berlin, America/Los_Angeles or UTC',
);

const percentage = checked(
  (written) => {
    const share = Number(/^(\d{1,3}(?:\.\d+)?)\s?%$/.exec(written)?.[1]);
    return share > 0 && share < 100;
  },
  'is no share below 100 %',
  'write it like 99.9%',
);

const duration = checked(
  (written) => (parseDuration(written) ?? 0) > 0,
  'is no duration',
  'write it like 30d, 12h or 90m',
);

const editPattern = checked(
  (written) => isWeb(written.replace('{path}', 'a')) && written.includes('{path}'),
  'names no place for the path of a file',
  'write {path} where the path belongs, such as https://github.com/example/site/edit/main/{path}',
);

/** A path such as `/a/b/`; slashes at both ends are added. */
const base = checked(
  (path) => /^\/?[\w.~%/-]*$/.test(path),
  'is no path of an address',
  'write it like /postmortems/',
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

export const optionsSchema = z.strictObject({
  title: text.default('Hindcast'),
  description: text.default(
    'Incident write-ups that run: the record of what happened beside a model of it, compared.',
  ),
  organisation: text.optional(),
  logo: checked(
    (file) => /^[\w][\w./-]*\.(?:svg|png|webp|avif|jpe?g)$/i.test(file) && !file.includes('..'),
    'is no picture of the folder `public`',
    'write its path from there, such as logo.svg',
  ).optional(),
  content: folder.default('content/incidents'),
  guides: folder.default('content/guides'),
  repository: repository.optional(),
  severities: z.array(severity).min(1).optional(),
  services: z.array(service).default([]),
  zone: zone.default('UTC'),
  asOf: day.optional(),
  links: z.array(z.strictObject({ title: text, url: address, visibility })).default([]),
  feeds: z.boolean().default(true),
  previews: z.boolean().default(true),
  search: z.boolean().default(true),
  addresses: z.enum(['portable', 'clean']).default('portable'),
  edition: z.enum(['internal', 'public']).default('internal'),
  editions: z.strictObject({ internal: edition.optional(), public: edition.optional() }).optional(),
});

export type ReadOptions = z.output<typeof optionsSchema>;
