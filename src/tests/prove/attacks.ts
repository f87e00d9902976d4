import { ARCHIVE_ATTACKS } from './archives.ts';
import type { Attack } from './attack.ts';
import { LANGUAGE_ATTACKS } from './language.ts';
import { PAGE_ATTACKS } from './pages.ts';

/** All attacks, in the order of the table. */
export const ATTACKS: readonly Attack[] = [...LANGUAGE_ATTACKS, ...PAGE_ATTACKS, ...ARCHIVE_ATTACKS];
