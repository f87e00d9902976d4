/** Folders in `src/` in which tests have to cover nearly every branch. */
export const COVERED = ['scenario', 'model', 'engine', 'explore'] as const;
