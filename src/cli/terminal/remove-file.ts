import { rmSync } from 'node:fs';

/** Removes a file or folder. A failure is ignored, since it would hide the first error. */
export function removeIfPossible(place: string): void {
  try {
    rmSync(place, { recursive: true, force: true });
  } catch {
    // The first error is reported.
  }
}
