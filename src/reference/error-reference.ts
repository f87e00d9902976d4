import { CEL_ERRORS } from './errors/cel.ts';
import type { ErrorText } from './errors/error.ts';
import { PAGE_ERRORS } from './errors/page.ts';
import { RUN_ERRORS } from './errors/run.ts';
import { SCENARIO_ERRORS } from './errors/scenario.ts';
import { YAML_ERRORS } from './errors/yaml.ts';
import examples from './outputs/error-examples.json' with { type: 'json' };

/** What is told of a mistake that was really made: out of the case files and set-ups of the tests. */
export interface ErrorExample {
  readonly message: string;
  readonly hint: string | null;
  /** The file in which it was made, where that matters; else null. */
  readonly file: string | null;
  /** Lines around the place with a mark under it. */
  readonly frame: string;
}

/** Every code that a finding can have, with what it means. */
export const ERRORS: Readonly<Record<string, ErrorText>> = {
  ...YAML_ERRORS,
  ...CEL_ERRORS,
  ...SCENARIO_ERRORS,
  ...RUN_ERRORS,
  ...PAGE_ERRORS,
};

/** A real finding of a code, or null where the tests make none. */
export function exampleOf(code: string): ErrorExample | null {
  return (examples as Readonly<Record<string, ErrorExample>>)[code] ?? null;
}
