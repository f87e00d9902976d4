import { afterEach } from 'vitest';
import './recording.ts';

/* Runs before each test file, and reports which mutants' expressions the file's tests evaluated. */

globalThis.evaluatedMutants = new Set();

afterEach(({ task }) => {
  Object.assign(task.file.meta, { evaluated: [...globalThis.evaluatedMutants!] });
});
