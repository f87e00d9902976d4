/** Severities, services and time zone that a site's configuration defines for its front matter. */
export interface Vocabulary {
  /** Ids of severities, worst first. */
  readonly severities: readonly string[];
  /** Ids and names of services. If the site lists none, any name is accepted. */
  readonly services: readonly string[];
  /** The services that the public edition may name. If the site lists no services, it may name any. */
  readonly publicServices: readonly string[];
  /** Default IANA time zone of a write-up. */
  readonly zone: string;
}

/** The vocabulary of a site without configuration. */
export const DEFAULT_VOCABULARY: Vocabulary = {
  severities: ['SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV5'],
  services: [],
  publicServices: [],
  zone: 'UTC',
};
