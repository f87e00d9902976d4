/** What a site's configuration says of words that front matter uses. */
export interface Vocabulary {
  /** Ids of severities, the worst first. */
  readonly severities: readonly string[];
  /** Ids and names of services. Empty where a site lists none: then any name will do. */
  readonly services: readonly string[];
  /** Those of them that the public edition may name. Where a site lists none, it may name any. */
  readonly publicServices: readonly string[];
  /** IANA zone of a write-up that names none. */
  readonly zone: string;
}

/** The words of a site that configures nothing. */
export const USUAL_VOCABULARY: Vocabulary = {
  severities: ['SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV5'],
  services: [],
  publicServices: [],
  zone: 'UTC',
};
