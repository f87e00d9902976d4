import { DEFAULT_PATTERNS } from './patterns.ts';

/** The severities, services, and time zone that a site's configuration defines for front matter. */
export interface Vocabulary {
  /** Severity ids, most severe first. */
  readonly severities: readonly string[];
  /** Service ids and names. If the site doesn't list any, any name is accepted. */
  readonly services: readonly string[];
  /** Services that the public edition can name. If the site doesn't list any services, any name is allowed. */
  readonly publicServices: readonly string[];
  /** Ids of the patterns. */
  readonly patterns: readonly string[];
  /** Patterns that the public edition can name. */
  readonly publicPatterns: readonly string[];
  /** Default IANA time zone for write-ups. */
  readonly zone: string;
}

/** The vocabulary for a site without a configuration. */
export const DEFAULT_VOCABULARY: Vocabulary = {
  severities: ['SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV5'],
  services: [],
  publicServices: [],
  patterns: DEFAULT_PATTERNS.map(({ id }) => id),
  publicPatterns: DEFAULT_PATTERNS.map(({ id }) => id),
  zone: 'UTC',
};
