import type { EditionName } from '../config/options.ts';
import type { SiteFacts } from '../config/site.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Vocabulary } from '../incident/vocabulary.ts';
import type { PageCompiler } from './compiler.ts';
import type { DevSite } from './dev-site.ts';

/** What the integration and the content loaders of one site share. */
export interface HindcastSite {
  readonly compiler: PageCompiler;
  /** Severities, services and zone of the configuration. */
  readonly words: Vocabulary;
  /** Which edition is built. */
  readonly edition: EditionName;
  /** What pages of that edition know of the site. */
  readonly facts: SiteFacts;
  /** Folder of the write-ups. */
  readonly incidents: URL;
  /** Folder of the guides. */
  readonly guides: URL;
  /** Errors of all folders that a build has read: they end it once all are told. */
  readonly errors: Diagnostic[];
  /** Set while it is served in development. */
  dev: DevSite | null;
}
