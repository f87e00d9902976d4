import { CALIBRATE_ERRORS } from './errors/calibrate.ts';
import { CEL_ERRORS } from './errors/cel.ts';
import type { ErrorText } from './errors/error.ts';
import { IMPORT_ERRORS } from './errors/import.ts';
import { PAGE_ERRORS } from './errors/page.ts';
import { RUN_ERRORS } from './errors/run.ts';
import { SCENARIO_ERRORS } from './errors/scenario.ts';
import { YAML_ERRORS } from './errors/yaml.ts';
import examples from './outputs/error-examples.json' with { type: 'json' };

/** An actual diagnostic from the tests' case files and setups. */
export interface ErrorExample {
  readonly message: string;
  readonly hint: string | null;
  /** The file that the diagnostic refers to, if that's relevant; otherwise null. */
  readonly file: string | null;
  /** The lines around the position, with a marker. */
  readonly frame: string;
}

/** Explanations for all diagnostic codes. */
export const ERRORS: Readonly<Record<string, ErrorText>> = {
  ...YAML_ERRORS,
  ...CEL_ERRORS,
  ...SCENARIO_ERRORS,
  ...RUN_ERRORS,
  ...PAGE_ERRORS,
  ...IMPORT_ERRORS,
  ...CALIBRATE_ERRORS,
};

/** An example for a code, or null if the tests have none. */
export function exampleOf(code: string): ErrorExample | null {
  return (examples as Readonly<Record<string, ErrorExample>>)[code] ?? null;
}
