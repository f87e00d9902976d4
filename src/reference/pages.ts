import { type Html, html } from '../views/markup/html.ts';
import { ERRORS, exampleOf } from './error-reference.ts';
import { type KeyEntry, type KeyGroup, keyGroups } from './language.ts';
import commands from './outputs/commands.json' with { type: 'json' };
import {
  COMMANDS_INTRODUCTION,
  LANGUAGE_OVERVIEW,
  type ReferenceTable,
  SERIES_BLOCK,
  SHOW_BLOCK,
  VALUE_FORMS,
} from './overview.ts';
import { type InputName, publishedSchemas } from './schemas.ts';

/** A page in the reference. It's generated from schemas, errors, and commands, so it's never out of date. */
export interface ReferencePage {
  /** Last segment of the page's address. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly ReferenceSection[];
}

export interface ReferenceSection {
  /** Id of the section's heading. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** All pages in the reference. */
export function referencePages(): ReferencePage[] {
  return [languagePage(), frontMatterPage(), configurationPage(), commandsPage(), errorsPage()];
}

function languagePage(): ReferencePage {
  return {
    id: 'language',
    title: 'The scenario language',
    summary: 'Every key of a scenario: its meaning, type, default, allowed values and an example.',
    sections: [
      { id: 'overview', title: 'Overview', body: table(LANGUAGE_OVERVIEW) },
      { id: 'values', title: 'How values are written', body: table(VALUE_FORMS) },
      ...keySections('scenario', 'A scenario'),
      { id: 'show-block', title: 'A show block', body: table(SHOW_BLOCK) },
      { id: 'series-block', title: 'A series block', body: table(SERIES_BLOCK) },
      schemaSection(),
    ],
  };
}

function frontMatterPage(): ReferencePage {
  return {
    id: 'front-matter',
    title: 'Front matter and timelines',
    summary:
      'Every key of a write-up’s front matter, of its timeline entries, and of a guide’s front matter.',
    sections: [
      ...keySections('front-matter', 'A write-up'),
      ...keySections('timeline', 'A timeline', (path) => path.replace(/^\[\]/, 'timeline[]')),
      ...keySections('guide', 'A guide', (path) => `guide${path}`),
    ],
  };
}

function configurationPage(): ReferencePage {
  return {
    id: 'configuration',
    title: 'Configuration',
    summary: 'Every option of hindcast({...}) in astro.config.mjs.',
    sections: keySections('configuration', 'The options'),
  };
}

/** @param named formats a map's path for the page */
function keySections(
  name: InputName,
  outermost: string,
  named: (path: string) => string = (path) => path,
): ReferenceSection[] {
  return keyGroups(name).map((group) => {
    const path = named(group.path);
    return { id: keysId(path), title: path === '' ? outermost : path, body: keysBody(group) };
  });
}

/** Id of the heading above a map's keys. */
function keysId(path: string): string {
  const words = path.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `keys-${words.replace(/^-|-$/g, '') || 'outermost'}`;
}

function keysBody({ keys, rule, shared, also }: KeyGroup): Html {
  return html`${rule !== null && html`<p>${marked(rule)}</p>`}
<dl class="reference-keys">${keys.map(keyEntry)}</dl>
${shared.map(
  (one) =>
    html`<p>This map also takes the ${one.keys.length === 1 ? 'key' : 'keys'} ${codes(one.keys)}, with the same meaning as in ${keysLink(one.path)}.</p>`,
)}
${also.length > 0 && html`<p>The same keys are allowed in ${codes(also)}.</p>`}`;
}

function keysLink(path: string): Html {
  return html`<a href="#${keysId(path)}"><code>${path}</code></a>`;
}

function keyEntry(entry: KeyEntry): Html {
  const { key, required, description, type, choices, examples } = entry;
  const written = examples.map((example) => `${key}: ${example}`);
  return html`<dt><code>${key}</code>${required && html` <span class="reference-note">required</span>`}</dt>
<dd><p>${marked(description)}</p>
<p class="reference-note">${choices.length > 0 ? ['One of ', ...codes(choices)] : ['Type: ', ...marked(type)]}.${withoutKey(entry)}</p>
<p class="reference-note">${examples.length > 1 ? 'Examples' : 'Example'}: ${codes(written)}</p></dd>`;
}

/** A key's default, or a note that the key is required. */
function withoutKey({ required, fallback }: KeyEntry): (Html | string)[] {
  if (required) return [];
  return [' ', ...marked(fallback.startsWith('required') ? sentence(fallback) : `Default: ${fallback}.`)];
}

function schemaSection(): ReferenceSection {
  const names = [...publishedSchemas().keys()];
  return {
    id: 'schemas',
    title: 'JSON Schemas',
    body: html`<p>Editors can use the schemas of write-ups, scenarios and other input for completion and checks. Programs can use the <code>output-</code> schemas to read the JSON that commands print.</p>
<ul>${names.map((name) => html`<li><a href="../../schemas/${name}.json">${name}.json</a></li>`)}</ul>`,
  };
}

function commandsPage(): ReferencePage {
  return {
    id: 'commands',
    title: 'The command line',
    summary: 'Every command with its arguments, options and exit codes.',
    sections: [
      { id: 'exit-codes', title: 'Exit codes and JSON', body: html`<p>${COMMANDS_INTRODUCTION}</p>` },
      ...commands.map((command) => ({
        id: command.name,
        title: `hindcast ${command.name}`,
        body: html`<p>${command.description}</p>
<pre tabindex="0"><code>${command.usage}</code></pre>
<dl class="reference-keys">${command.arguments.map(
          (one) => html`<dt><code>${one.name}</code></dt><dd><p>${sentence(one.description)}</p></dd>`,
        )}${command.options.map(
          (option) => html`<dt><code>${option.flags}</code></dt>
<dd><p>${sentence(option.description)}</p>
${option.choices.length > 0 && html`<p>One of ${codes(option.choices)}.</p>`}
${option.default !== null && html`<p>Default: <code>${option.default}</code>.</p>`}</dd>`,
        )}</dl>
${command.more !== '' && html`<pre tabindex="0"><code>${command.more}</code></pre>`}`,
      })),
    ],
  };
}

function errorsPage(): ReferencePage {
  return {
    id: 'errors',
    title: 'Errors and warnings',
    summary: 'Every error code: what it means and what to do.',
    sections: Object.entries(ERRORS).map(([code, { title, explanation }]) => {
      const found = exampleOf(code);
      return {
        id: code.replace('/', '-'),
        title: code,
        body: html`<p><strong>${marked(title)}.</strong> ${marked(explanation)}</p>
${
  found !== null &&
  html`<pre tabindex="0"><code>${found.file !== null && `${found.file}: `}${code}: ${found.message}
${found.frame}${found.hint !== null && `\n  hint: ${found.hint}`}</code></pre>`
}`,
      };
    }),
  };
}

function table({ head, rows }: ReferenceTable): Html {
  return html`<table><thead><tr>${head.map((cell) => html`<th scope="col">${marked(cell)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${marked(cell)}</td>`)}</tr>\n`)}</tbody></table>`;
}

/** Text in which backticks mark code. */
function marked(text: string): (Html | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** Words as code, separated by commas. */
function codes(words: readonly string[]): (Html | string)[] {
  return words.flatMap((word, i) => [...(i === 0 ? [] : [', ']), html`<code>${word}</code>`]);
}

/** Capitalizes the text and adds a period. */
function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.)]$/.test(whole) ? whole : `${whole}.`;
}
