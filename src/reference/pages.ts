import { type Html, html } from '../views/markup/html.ts';
import { ERRORS, exampleOf } from './error-reference.ts';
import { type KeyEntry, type KeyGroup, keyGroups } from './language.ts';
import commands from './outputs/commands.json' with { type: 'json' };
import { publishedSchemas } from './schemas.ts';

/** A page of the reference. It is made of schema, errors and commands, so it can not fall behind them. */
export interface ReferencePage {
  /** Part of its address. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly ReferenceSection[];
}

export interface ReferenceSection {
  /** Id of its heading. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** All pages of the reference. */
export function referencePages(): ReferencePage[] {
  return [languagePage(), frontMatterPage(), commandsPage(), errorsPage()];
}

function languagePage(): ReferencePage {
  return {
    id: 'language',
    title: 'The scenario language',
    summary: 'Every key of a scenario: what it means, what it takes, and what holds without it.',
    sections: [...keyGroups('scenario').map((group) => keySection(group, 'A scenario')), schemaSection()],
  };
}

function frontMatterPage(): ReferencePage {
  return {
    id: 'front-matter',
    title: 'Front matter and timelines',
    summary:
      'Every key of a write-up’s front matter, of its timeline entries, and of a guide’s front matter.',
    sections: [
      ...keyGroups('front-matter').map((group) => keySection(group, 'A write-up')),
      ...keyGroups('timeline').map((group) => ({
        ...keySection({ ...group, path: group.path.replace(/^\[\]/, 'timeline[]') }, 'A timeline'),
      })),
      ...keyGroups('guide').map((group) => keySection({ ...group, path: `guide${group.path}` }, 'A guide')),
    ],
  };
}

function keySection({ path, keys }: KeyGroup, outermost: string): ReferenceSection {
  const title = path === '' ? outermost : path;
  return {
    id: `keys-${
      path === ''
        ? 'outermost'
        : path
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, '-')
            .replace(/^-|-$/g, '')
    }`,
    title,
    body: html`<dl class="reference-keys">${keys.map(keyEntry)}</dl>`,
  };
}

function keyEntry({ key, required, description, choices, fallback, examples }: KeyEntry): Html {
  return html`<dt><code>${key}</code>${required && html` <span class="reference-note">required</span>`}</dt>
<dd><p>${marked(description)}</p>
${choices.length > 1 && html`<p>One of ${separated(choices.map((choice) => html`<code>${choice}</code>`))}.</p>`}
${fallback !== null && html`<p>Without it: <code>${fallback}</code>.</p>`}
${examples.length > 0 && html`<p>Such as ${separated(examples.map((example) => html`<code>${example}</code>`))}.</p>`}</dd>`;
}

function schemaSection(): ReferenceSection {
  const names = [...publishedSchemas().keys()];
  return {
    id: 'schemas',
    title: 'JSON Schemas',
    body: html`<p>Editors complete and check by these; other programs read by them what commands print.</p>
<ul>${names.map((name) => html`<li><a href="../../schemas/${name}.json">${name}.json</a></li>`)}</ul>`,
  };
}

function commandsPage(): ReferencePage {
  return {
    id: 'commands',
    title: 'The command line',
    summary: 'Every command with its arguments, options and exit codes.',
    sections: commands.map((command) => ({
      id: command.name,
      title: `hindcast ${command.name}`,
      body: html`<p>${command.description}</p>
<pre tabindex="0"><code>${command.usage}</code></pre>
<dl class="reference-keys">${command.arguments.map(
        (one) => html`<dt><code>${one.name}</code></dt><dd><p>${sentence(one.description)}</p></dd>`,
      )}${command.options.map(
        (option) => html`<dt><code>${option.flags}</code></dt>
<dd><p>${sentence(option.description)}</p>
${option.choices.length > 0 && html`<p>One of ${separated(option.choices.map((choice) => html`<code>${choice}</code>`))}.</p>`}
${option.default !== null && html`<p>Without it: <code>${option.default}</code>.</p>`}</dd>`,
      )}</dl>
${command.more !== '' && html`<pre tabindex="0"><code>${command.more}</code></pre>`}`,
    })),
  };
}

function errorsPage(): ReferencePage {
  return {
    id: 'errors',
    title: 'Errors and warnings',
    summary: 'Every code that a finding can have: what it means, and what to do.',
    sections: Object.entries(ERRORS).map(([code, { title, explanation }]) => {
      const found = exampleOf(code);
      return {
        id: code.replace('/', '-'),
        title: code,
        body: html`<p><strong>${title}.</strong> ${marked(explanation)}</p>
${
  found !== null &&
  html`<pre tabindex="0"><code>${found.file !== null && `${found.file}: `}${code}: ${found.message}
${found.frame}${found.hint !== null && `\n  hint: ${found.hint}`}</code></pre>`
}`,
      };
    }),
  };
}

/** Text in which backquotes make code. */
function marked(text: string): (Html | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

function separated(parts: readonly Html[]): (Html | string)[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [', ', part]));
}

/** With a capital at its beginning and a full stop at its end. */
function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.)]$/.test(whole) ? whole : `${whole}.`;
}
