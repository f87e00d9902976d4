/** Folders of `src/` in which nearly every branch has to be taken by a test. */
export const COVERED = ['scenario', 'model', 'engine', 'explore'] as const;
