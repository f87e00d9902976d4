import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { DEFAULT_PATTERNS, type Pattern } from '../incident/patterns.ts';
import { parseDuration } from '../time/duration.ts';
import { nodeAt, type PathKey, type YamlNode } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import { validate } from '../yaml/validate.ts';
import type { EditionName, Tone } from './options.ts';
import { type OptionsText, optionsText, pathText } from './options-text.ts';
import { optionsSchema, type ReadOptions } from './schema.ts';
import type { SiteFacts, SiteRepository, SiteService, SiteSeverity } from './site.ts';

/** A valid configuration, reduced to what each edition is allowed to show. */
export interface SiteConfig {
  readonly content: string;
  readonly guides: string;
  /** Time limit for evaluating one scenario, in microseconds. */
  readonly timeLimit: number;
  /** The edition to build by default. */
  readonly edition: EditionName;
  readonly editions: Readonly<Record<EditionName, EditionConfig>>;
}

export interface EditionConfig {
  readonly facts: SiteFacts;
  /** Output folder; null for Astro's default. */
  readonly folder: string | null;
  readonly site: string | null;
  readonly base: string | null;
}

export interface ConfigRead {
  /** Null if and only if there is an error. */
  readonly config: SiteConfig | null;
  readonly diagnostics: Diagnostic[];
  /** The text that diagnostics refer to. */
  readonly text: string;
}

const TONES: readonly Tone[] = ['critical', 'high', 'medium', 'low', 'minor'];

/** The severities of a site that doesn't configure any. */
const DEFAULT_SEVERITIES: NonNullable<ReadOptions['severities']> = [
  { id: 'SEV1', name: 'Critical' },
  { id: 'SEV2', name: 'Major' },
  { id: 'SEV3', name: 'Moderate' },
  { id: 'SEV4', name: 'Minor' },
  { id: 'SEV5', name: 'Trivial' },
];

/** Reads the options of `hindcast()`. Diagnostics refer to the options written as text and include the key's path. */
export function readConfig(options: unknown): ConfigRead {
  const written = optionsText(options ?? {});
  const { value, diagnostics } = validate(optionsSchema, written.source, written.root);
  const found = diagnostics.map((one) => withPath(one, written));
  if (value !== null) found.push(...crossCheck(value, written));
  const config = value === null || hasErrors(found) ? null : configOf(value);
  return { config, diagnostics: found, text: written.source.text };
}

function configOf(read: ReadOptions): SiteConfig {
  return {
    content: read.content,
    guides: read.guides,
    timeLimit: parseDuration(read.timeLimit)!,
    edition: read.edition,
    editions: { internal: editionOf(read, 'internal'), public: editionOf(read, 'public') },
  };
}

function editionOf(read: ReadOptions, edition: EditionName): EditionConfig {
  const own = read.editions?.[edition];
  return {
    facts: factsOf(read, edition),
    folder: own?.folder ?? (edition === 'public' ? 'dist-public' : null),
    site: own?.site ?? null,
    base: own?.base ?? null,
  };
}

function factsOf(read: ReadOptions, edition: EditionName): SiteFacts {
  const own = read.editions?.[edition];
  const isPublic = edition === 'public';
  const title = own?.title ?? read.title;
  const repository = isPublic ? own?.repository : (own?.repository ?? read.repository);
  const shown = <T extends { visibility: EditionName }>(all: readonly T[]): readonly T[] =>
    isPublic ? all.filter((one) => one.visibility === 'public') : all;
  const services = shown(read.services);
  return {
    title,
    description: own?.description ?? read.description,
    organization: read.organization ?? title,
    logo: read.logo ?? null,
    edition,
    indexed: isPublic || read.editions === undefined,
    repository: repository === undefined ? null : repositoryOf(repository),
    severities: (read.severities ?? DEFAULT_SEVERITIES).map(severityFrom),
    patterns: patternsOf(read, shown(read.patterns)),
    services: services.map((service) => serviceFrom(service, services, isPublic)),
    zone: read.zone,
    asOf: read.asOf ?? null,
    links: shown(read.links).map(({ title, url }) => ({ title, url })),
    docs: own?.docs ?? (read.docs && !isPublic),
    feeds: read.feeds,
    previews: read.previews,
    search: read.search,
    addresses: read.addresses,
  };
}

function repositoryOf({ url, edit }: { url: string; edit?: string | undefined }): SiteRepository {
  return { url, edit: edit ?? null };
}

/**
 * Hindcast's patterns, and the site's patterns that the edition shows. If one of the site's patterns is internal,
 * Hindcast's pattern with the same id is hidden too.
 */
function patternsOf({ patterns }: ReadOptions, shown: Readonly<ReadOptions['patterns']>): Pattern[] {
  const own = new Set(patterns.map(({ id }) => id));
  return [
    ...DEFAULT_PATTERNS.filter(({ id }) => !own.has(id)),
    ...shown.map(({ id, title, about }) => ({ id, title, about: about ?? null })),
  ];
}

function severityFrom(
  { id, name, meaning, tone }: NonNullable<ReadOptions['severities']>[number],
  index: number,
): SiteSeverity {
  const byPosition = TONES[Math.min(index, TONES.length - 1)]!;
  return { id, name: name ?? id, meaning: meaning ?? null, order: index + 1, tone: tone ?? byPosition };
}

function serviceFrom(
  service: ReadOptions['services'][number],
  among: readonly ReadOptions['services'][number][],
  isPublic: boolean,
): SiteService {
  const shows = (key: ReadOptions['services'][number]['public'][number]): boolean =>
    !isPublic || service.public.includes(key);
  const { slo, tier } = service;
  return {
    id: service.id,
    name: service.name ?? service.id,
    description: shows('description') ? (service.description ?? null) : null,
    owner: shows('owner') ? (service.owner ?? null) : null,
    tier: shows('tier') && tier !== undefined ? String(tier) : null,
    slo:
      shows('slo') && slo !== undefined
        ? { target: shareOf(slo.target), window: parseDuration(slo.window) ?? 0 }
        : null,
    dependsOn: shows('dependsOn') ? service.dependsOn.filter((id) => among.some((one) => one.id === id)) : [],
  };
}

/** Converts `99.95%` to 0.9995 without rounding errors. */
function shareOf(percentage: string): number {
  return Number((Number.parseFloat(percentage) / 100).toFixed(9));
}

/** Checks that involve several options. */
function crossCheck(read: ReadOptions, written: OptionsText): Diagnostic[] {
  const out: Diagnostic[] = [];
  const report = (path: readonly PathKey[], code: string, message: string, hint: string): void => {
    const node = nodeAt(written.root, path);
    const span = written.source.spanAt(node.start, node.end);
    out.push({ code, severity: 'error', message: `${pathText(path)}: ${message}`, hint, span });
  };
  const repeated = (
    key: 'severities' | 'services' | 'patterns',
    noun: string,
    names: readonly (string | undefined)[][],
  ): void => {
    const seen = new Set<string>();
    for (const [index, own] of names.entries()) {
      for (const name of new Set(own)) {
        if (name === undefined) continue;
        if (seen.has(name)) {
          const message = `\`${name}\` is already the id or name of another ${noun}`;
          report([key, index], 'config/duplicate', message, 'rename one of them');
        }
        seen.add(name);
      }
    }
  };
  repeated(
    'severities',
    'severity',
    (read.severities ?? []).map(({ id }) => [id]),
  );
  repeated(
    'services',
    'service',
    read.services.map(({ id, name }) => [id, name]),
  );
  repeated(
    'patterns',
    'pattern',
    read.patterns.map(({ id }) => [id]),
  );
  const ids = read.services.map(({ id }) => id);
  for (const [index, service] of read.services.entries()) {
    for (const [at, needed] of service.dependsOn.entries()) {
      if (ids.includes(needed) && needed !== service.id) continue;
      const near = nearest(
        needed,
        ids.filter((id) => id !== service.id),
      );
      const hint = near === null ? 'use the id of another service' : `did you mean \`${near}\`?`;
      const message =
        needed === service.id
          ? "a service can't depend on itself"
          : `there is no service with the id \`${needed}\``;
      report(['services', index, 'dependsOn', at], 'config/unknown-service', message, hint);
    }
  }
  const folders = [read.editions?.internal?.folder ?? 'dist', read.editions?.public?.folder ?? 'dist-public'];
  const [internal, open] = folders.map((path) => `${path.replace(/^\.\/|\/+$/g, '')}/`);
  if (internal!.startsWith(open!) || open!.startsWith(internal!)) {
    const hint = 'use separate folders, neither inside the other; example: dist and dist-public';
    report(['editions'], 'config/same-folder', 'both editions would write to the same folder', hint);
  }
  return out;
}

/**
 * Adds a nested key's path to the message. The code frame alone wouldn't show, for example, which service the key
 * belongs to.
 */
function withPath(found: Diagnostic, { source, root }: OptionsText): Diagnostic {
  const path = pathTo(root, source, found);
  const short = path.length < 2;
  return short ? found : { ...found, message: `${pathText(path.slice(0, -1))}: ${found.message}` };
}

/** The path to the innermost key or value at a diagnostic's position. */
function pathTo(root: YamlNode, source: SourceText, found: Diagnostic): PathKey[] {
  const starts = (offset: number): boolean => {
    const { start } = source.spanAt(offset, offset);
    return start.line === found.span.start.line && start.column === found.span.start.column;
  };
  const search = (node: YamlNode, path: PathKey[]): PathKey[] | null => {
    const children: [PathKey, YamlNode, boolean][] =
      node.kind === 'map'
        ? node.entries.map(({ key, keyRange, value }) => [key, value, starts(keyRange.start)])
        : node.kind === 'list'
          ? node.items.map((item, index) => [index, item, false])
          : [];
    for (const [key, child, atKey] of children) {
      const inside = search(child, [...path, key]);
      if (inside !== null) return inside;
      if (atKey || starts(child.start)) return [...path, key];
    }
    return null;
  };
  return search(root, []) ?? [];
}
