import { rmSync } from 'node:fs';

/** Removes a file or folder. Failures are ignored, since they would hide the first error. */
export function removeIfPossible(place: string): void {
  try {
    rmSync(place, { recursive: true, force: true });
  } catch {
    // The first error is reported.
  }
}
