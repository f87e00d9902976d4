import { mkdirSync, writeFileSync } from 'node:fs';
import { commandReference } from './commands.ts';
import { errorExamples } from './error-examples.ts';
import { outputSchemas } from './output-schemas.ts';

/*
 * Writes what the reference is made of into `src/reference/outputs/`: the JSON Schemas of what commands print, the
 * commands, and an example of each finding. They lie in the sources, since a site that publishes them has neither
 * TypeScript nor case files; a test holds them against what they are made of.
 */

const FOLDER = new URL('../reference/outputs/', import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of outputSchemas()) writeFileSync(new URL(`${name}.json`, FOLDER), text);
writeFileSync(new URL('commands.json', FOLDER), commandReference());
writeFileSync(new URL('error-examples.json', FOLDER), await errorExamples());
