import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import * as say from './diagnostics.ts';

/** A name that somebody gave to something in one file of the site. */
export interface GivenName {
  readonly kind: 'action' | 'scenario' | 'title';
  readonly name: string;
  readonly file: string;
  readonly span: Span;
}

/** Names that stand in two files: told in the later file, which names the first. */
export function reviewRepeats(names: readonly GivenName[]): Diagnostic[] {
  const first = new Map<string, GivenName>();
  return names.flatMap((given) => {
    const key = JSON.stringify([given.kind, given.name]);
    const other = first.get(key);
    if (other === undefined) first.set(key, given);
    if (other === undefined || other.file === given.file) return [];
    if (given.kind === 'title') return [say.duplicateTitle(given.span, other.file)];
    return given.kind === 'action'
      ? [say.duplicateAction(given.span, given.name, other.file)]
      : [say.duplicateScenario(given.span, given.name, other.file)];
  });
}
