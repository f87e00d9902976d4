import type { SiteConfig } from '../config/read-config.ts';
import type { SiteFacts } from '../config/site.ts';
import type { Vocabulary } from '../incident/vocabulary.ts';

/** What front matter may name, out of the configuration. The public edition knows all words too: what it must not show it has to know. */
export function wordsOf({ internal, public: open }: SiteConfig['editions']): Vocabulary {
  const namesIn = ({ services }: SiteFacts): string[] => services.flatMap(({ id, name }) => [id, name]);
  return {
    severities: internal.facts.severities.map(({ id }) => id),
    services: namesIn(internal.facts),
    publicServices: namesIn(open.facts),
    zone: internal.facts.zone,
  };
}
