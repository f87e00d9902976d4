import { mkdirSync, writeFileSync } from 'node:fs';
import { commandReference } from './commands.ts';
import { errorExamples } from './error-examples.ts';
import { outputSchemas } from './output-schemas.ts';

/*
 * Writes the reference's data to `src/reference/outputs/`: JSON Schemas for command output, the commands, and an
 * example of each diagnostic. The files are committed because a site has neither TypeScript nor the case files that
 * they are generated from. A test compares them with their sources.
 */

const FOLDER = new URL('../reference/outputs/', import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of outputSchemas()) writeFileSync(new URL(`${name}.json`, FOLDER), text);
writeFileSync(new URL('commands.json', FOLDER), commandReference());
writeFileSync(new URL('error-examples.json', FOLDER), await errorExamples());
