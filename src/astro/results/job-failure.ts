import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { formatDuration } from '../../time/duration.ts';

/** Why a process ended its work on a scenario without a result. */
export type JobEnd =
  | { readonly kind: 'memory'; readonly mebibytes: number }
  | { readonly kind: 'time'; readonly micros: number }
  | { readonly kind: 'crash'; readonly message: string };

/**
 * A scenario couldn't be evaluated. The scenario gets an error, and everything else continues. Unlike results, failures
 * depend on the machine, so they aren't cached.
 */
export class JobFailure extends Error {
  /** The diagnostic to report at the scenario's start. Its span is an offset. */
  readonly diagnostic: Diagnostic;

  constructor(end: JobEnd) {
    const { code, message, hint } = textOf(end);
    super(message);
    const span = { ...fileSource('', '').spanAt(0, 0), file: '' };
    this.diagnostic = { code, severity: 'error', message, hint, span };
  }
}

function textOf(end: JobEnd): { code: string; message: string; hint: string } {
  switch (end.kind) {
    case 'memory':
      return {
        code: 'run/out-of-memory',
        message: `evaluating this scenario takes more than the ${end.mebibytes.toLocaleString('en-US')} MiB that it may use on this machine`,
        hint: 'make the model smaller, or use a machine with more memory',
      };
    case 'time':
      return {
        code: 'run/time-limit',
        message: `evaluating this scenario took longer than ${formatDuration(end.micros)}`,
        hint: 'use fewer or shorter runs, or raise `timeLimit` in the configuration',
      };
    case 'crash':
      return {
        code: 'run/internal-error',
        message: `internal error while evaluating this scenario: ${end.message}`,
        hint: 'this is a bug in Hindcast; please report it',
      };
  }
}

/** True for errors that mean that a process's heap or a single table was full. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return (
    error instanceof RangeError && /allocation failed|maximum size|invalid .*length/i.test(error.message)
  );
}
