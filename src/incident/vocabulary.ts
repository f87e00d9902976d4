/** Severities, services and time zone that a site's configuration defines for front matter. */
export interface Vocabulary {
  /** Severity ids, worst first. */
  readonly severities: readonly string[];
  /** Service ids and names. If the site lists none, any name is accepted. */
  readonly services: readonly string[];
  /** Services that the public edition may name. If the site lists no services, any name is allowed. */
  readonly publicServices: readonly string[];
  /** Default IANA time zone for write-ups. */
  readonly zone: string;
}

/** The vocabulary for a site without a configuration. */
export const DEFAULT_VOCABULARY: Vocabulary = {
  severities: ['SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV5'],
  services: [],
  publicServices: [],
  zone: 'UTC',
};
