import { ARCHIVE_ATTACKS } from './archives.ts';
import type { Attack } from './attack.ts';
import { BROWSER_ATTACKS } from './browser.ts';
import { BUILD_ATTACKS } from './builds.ts';
import { EDITOR_ATTACKS } from './editors.ts';
import { LANGUAGE_ATTACKS } from './language.ts';
import { PAGE_ATTACKS } from './pages.ts';
import { WRITER_ATTACKS } from './writers.ts';

/** All attacks, in the order of the table. */
export const ATTACKS: readonly Attack[] = [
  ...LANGUAGE_ATTACKS,
  ...PAGE_ATTACKS,
  ...BROWSER_ATTACKS,
  ...ARCHIVE_ATTACKS,
  ...WRITER_ATTACKS,
  ...EDITOR_ATTACKS,
  ...BUILD_ATTACKS,
];
