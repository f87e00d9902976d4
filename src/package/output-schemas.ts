import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { type JsonSchema, schemaOfType } from './type-schema.ts';

const SRC = fileURLToPath(new URL('../', import.meta.url));

/** JSON output of commands: the schema's name, the type, and the file that defines it. */
const OUTPUTS = [
  {
    name: 'cache',
    file: 'cli/output/reports.ts',
    type: 'CacheReport',
    list: false,
    title: 'hindcast cache stats --json',
  },
  {
    name: 'cache-explain',
    file: 'cli/output/reports.ts',
    type: 'CacheExplanation',
    list: false,
    title: 'hindcast cache explain FILE --json',
  },
  {
    name: 'calibrate',
    file: 'cli/output/reports.ts',
    type: 'CalibrationReport',
    list: false,
    title: 'hindcast calibrate --json',
  },
  {
    name: 'check',
    file: 'cli/output/reports.ts',
    type: 'CheckReport',
    list: false,
    title: 'hindcast check --format json',
  },
  {
    name: 'diff',
    file: 'cli/output/reports.ts',
    type: 'DiffReport',
    list: false,
    title: 'hindcast diff --format json',
  },
  {
    name: 'docs',
    file: 'cli/output/reports.ts',
    type: 'DocsReport',
    list: false,
    title: 'hindcast docs --json',
  },
  {
    name: 'doctor',
    file: 'cli/output/reports.ts',
    type: 'DoctorReport',
    list: false,
    title: 'hindcast doctor --json',
  },
  {
    name: 'drill',
    file: 'cli/output/reports.ts',
    type: 'DrillReport',
    list: false,
    title: 'hindcast drill --json',
  },
  {
    name: 'explore',
    file: 'cli/output/reports.ts',
    type: 'SearchReport',
    list: true,
    title: 'hindcast explore --json',
  },
  {
    name: 'explore-observed',
    file: 'cli/output/reports.ts',
    type: 'ObservedReport',
    list: true,
    title: 'hindcast explore --observed --json',
  },
  { name: 'fit', file: 'cli/output/reports.ts', type: 'FitReport', list: true, title: 'hindcast fit --json' },
  {
    name: 'import',
    file: 'cli/output/reports.ts',
    type: 'ImportReport',
    list: false,
    title: 'hindcast import --json',
  },
  {
    name: 'numbers',
    file: 'cli/output/reports.ts',
    type: 'NumbersReport',
    list: true,
    title: 'hindcast numbers --json',
  },
  {
    name: 'map',
    file: 'cli/output/reports.ts',
    type: 'MapReport',
    list: true,
    title: 'hindcast map --json',
  },
  { name: 'run', file: 'result.ts', type: 'Result', list: true, title: 'hindcast run --json' },
  {
    name: 'sweep',
    file: 'cli/output/reports.ts',
    type: 'SweepReport',
    list: true,
    title: 'hindcast sweep --json',
  },
] as const;

/** JSON Schemas for the commands' output, as file contents by name. */
export function outputSchemas(): Map<string, string> {
  const config = ts.readConfigFile(join(SRC, '../tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(SRC, '..'));
  const files = [...new Set(OUTPUTS.map(({ file }) => join(SRC, file)))];
  const program = ts.createProgram(files, { ...options, noEmit: true });
  return new Map(
    OUTPUTS.map(({ name, file, type, list, title }) => {
      const { $defs, ...one } = schemaOfType(program, join(SRC, file), type);
      const whole: JsonSchema = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title,
        // Commands print one result as an object and several results as a list.
        ...(list ? { anyOf: [one, { type: 'array', items: one }] } : one),
        $defs,
      };
      return [name, `${JSON.stringify(whole, null, 2)}\n`] as const;
    }),
  );
}
