import { mkdirSync, writeFileSync } from 'node:fs';
import { outputSchemas } from './output-schemas.ts';

/*
 * Writes the JSON Schemas of what commands print into `src/reference/outputs/`. They lie in the sources, since a site that
 * publishes them has no TypeScript to make them of; a test holds them against the types.
 */

const FOLDER = new URL('../reference/outputs/', import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of outputSchemas()) writeFileSync(new URL(`${name}.json`, FOLDER), text);
