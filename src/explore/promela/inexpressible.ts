import type { Span } from '../../diagnostic/diagnostic.ts';
import { RunError } from '../../engine/state/run-error.ts';

/** Thrown for a part of a scenario that has no translation into Promela. */
export class Inexpressible extends RunError {
  constructor(span: Span, what: string, hint?: string) {
    super('export/promela', span, `this can't be exported to Promela: ${what}`, hint);
  }
}
