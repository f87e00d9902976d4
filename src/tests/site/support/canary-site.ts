/** A unique word for each kind of field. */
const names: string[] = [];

/** All canaries on the site. The list is complete once the site has been written. */
export function canaryNames(): readonly string[] {
  return names;
}

/** Site files by name. Their public parts are always the same. Their internal parts are words from a `Secret`. */
export interface SiteContents {
  readonly [file: string]: string;
}

/** Makes the word for a kind of field. It's lowercase, so it's also valid in ids and URLs. */
export type Secret = (kind: string) => string;

/** Makes a different canary for each kind. */
export const canaries: Secret = (kind) => {
  const name = `canary${kind.toLowerCase().replace(/[^a-z0-9]/g, '')}q`;
  if (!names.includes(name)) names.push(name);
  return name;
};

/** Makes other words. None of them contains a canary. */
export const others: Secret = (kind) => `plain${kind.length}${kind.toLowerCase().replace(/[^a-z]/g, '')}`;

/** An Astro configuration with a base path, and with internal services, links and repository. */
export function configuration(secret: Secret, edition: 'internal' | 'public'): string {
  const options = {
    title: 'Canaries',
    edition,
    editions: { internal: { folder: 'dist-internal' }, public: { folder: 'dist' } },
    repository: {
      url: `https://git.example/${secret('repository')}`,
      edit: `https://git.example/${secret('edit pattern')}/{path}`,
    },
    services: [
      {
        id: secret('service id'),
        name: secret('service name'),
        description: secret('service description'),
        owner: secret('service owner'),
        tier: secret('service tier'),
      },
      {
        id: 'shop',
        visibility: 'public',
        owner: secret('owner of a public service'),
        tier: secret('tier of a public service'),
        dependsOn: [secret('service id')],
        public: ['dependsOn'],
      },
    ],
    patterns: [
      { id: secret('pattern id'), title: secret('pattern title'), about: secret('pattern about') },
      { id: 'shared', title: 'A public pattern', visibility: 'public' },
    ],
    links: [{ title: secret('link title'), url: `https://${secret('link host')}.example/` }],
  };
  return `import { defineConfig } from 'astro/config';
import hindcast from '../../../src/astro/hindcast.ts';

export default defineConfig({ site: 'https://status.example', base: '/a/b/', integrations: [hindcast(${JSON.stringify(options)})] });
`;
}

/** Two write-ups and a guide. One write-up is partly public. */
export function contents(secret: Secret): SiteContents {
  return {
    'content/incidents/open.md': openPage(secret),
    [`content/incidents/${secret('slug')}.md`]: internalPage(secret),
    'content/guides/how.md': `---\ntitle: ${secret('guide title')}\nsummary: ${secret('guide summary')}\n---\n\n${secret('guide text')}\n`,
  };
}

function openPage(secret: Secret): string {
  return `---
# ${secret('comment in front matter')}
title: An open page
summary: Published in part.
severity: SEV2
status: published
visibility: public
public: [services, contributing_factors, impact, started_at, zone, patterns, symptoms]
started_at: 2030-12-31T10:00:00Z
detected_at: 2031-01-01T00:00:00Z
resolved_at: 2031-01-02T00:00:00Z
incident_type: ${secret('incident type')}
services: [shop, ${secret('service name')}, { text: ${secret('marked service')}, visibility: internal }]
regions: [${secret('region')}]
categories: [${secret('category')}]
patterns: [shared, ${secret('pattern id')}, { id: stale-check, scenarios: [${secret('scenario id')}], ended_by: ${secret('end of a pattern')}, internal: [scenarios, ended_by] }, { id: global-change, ended_by: ${secret('end of an internal pattern')}, visibility: internal }]
symptoms: [Orders time out, { text: ${secret('marked symptom')}, visibility: internal }]
authors: [${secret('author')}]
owner: ${secret('owner')}
reviewers: [${secret('reviewer')}]
detection: { method: ${secret('detection method')}, source: ${secret('detection source')} }
trigger: ${secret('trigger')}
root_causes: [${secret('root cause')}]
contributing_factors: [A factor that is known, { text: ${secret('marked factor')}, visibility: internal }]
went_well: [${secret('went well')}]
went_wrong: [${secret('went wrong')}]
got_lucky: [${secret('got lucky')}]
open_questions: [${secret('open question')}]
impact:
  - { service: shop, text: ${secret('text of a public row')}, value: 3, unit: orders, source: ${secret('source of a public row')}, internal: [text, source] }
  - { who: ${secret('who')}, text: ${secret('impact text')}, value: ${secret('impact value')}, unit: ${secret('impact unit')}, visibility: internal }
roles: [{ role: ${secret('role')}, who: ${secret('role who')} }]
actions:
  - { id: one, title: A public promise, status: open, due: 2031-03-01, owner: ${secret('owner of a public action')}, ticket: ${secret('ticket of a public action')}, visibility: public, internal: [owner, ticket] }
  - { id: ${secret('action id')}, title: ${secret('action title')}, owner: ${secret('action owner')}, ticket: ${secret('action ticket')}, priority: ${secret('action priority')}, source: ${secret('action source')}, verified_by: ${secret('scenario id')} }
related: [${secret('slug')}]
links: [{ title: ${secret('reference title')}, url: https://${secret('reference host')}.example/ }]
status_updates: [{ at: 2030-12-31T11:00:00Z, text: ${secret('update text')}, source: ${secret('update source')}, announces: [${secret('entry id')}] }]
history: [{ at: 2031-01-05, text: ${secret('history text')}, by: ${secret('history by')} }]
---

${secret('text before any part')}

<!-- public -->

## What is public

The shop was slow<!-- internal -->, said ${secret('words in a line')}<!-- /internal -->.

- One
<!-- -->

- Two

<!-- ${secret('html comment')} -->

\`\`\`timeline
# ${secret('comment in a timeline')}
- { id: began, at: 2030-12-31T10:00:00Z, kind: impact, text: Orders fail, actor: ${secret('actor of a public entry')}, moment: ${secret('moment')}, evidence: { url: https://${secret('evidence of a public entry')}.example/, title: ${secret('evidence title')} }, visibility: public, internal: [actor, moment, evidence] }
- { id: ${secret('entry id')}, at: 2030-12-31T10:05:00Z, kind: response, actor: ${secret('entry actor')}, text: ${secret('entry text')}, evidence: https://${secret('entry evidence')}.example/ }
\`\`\`

\`\`\`js ${secret('fence meta')}
open()
\`\`\`

<template>

${secret('template text')}

</template>

A word in <b class="${secret('dropped attribute')}">bold</b> <?x ${secret('instruction')} ?>

[unused]: https://open.example/ "${secret('unused definition')}"

\`\`\`scenario
# ${secret('comment in a public scenario')}
scenario: shown
title: A public model
finding: A public finding
visibility: public
clock: { start: 2030-12-31T09:50:00Z }
until: 1h
state: { up: true }
processes:
  outage:
    steps:
      - { id: down, at: observed.began, set: { up: false }, say: the shop goes down }
\`\`\`

It is \`sim: shown.final.up\` at the end.

\`\`\`scenario
${internalScenario(secret)}
\`\`\`

<!-- internal -->

### ${secret('heading')}

| ${secret('table head')} |
|---|
| ${secret('table cell')} |

> ${secret('quote')}

- ${secret('list item')}

[${secret('link text')}](https://${secret('link address')}.example/ "${secret('link hint')}")

![${secret('picture text')}](./picture.svg)

\`${secret('inline code')}\` and a note.[^note]

[^note]: ${secret('footnote')}

[ref]: https://${secret('definition')}.example/

\`\`\`js
${secret('code block')}
\`\`\`

\`\`\`mermaid
flowchart LR
  accTitle: ${secret('diagram title')}
  a[${secret('diagram node')}] --> b
\`\`\`

<p title="${secret('html attribute')}">${secret('html text')}</p>

<!-- /internal -->

## After it

The end of the public part.

<!-- /public -->

${secret('text after the last part')}
`;
}

function internalScenario(secret: Secret): string {
  return `# ${secret('comment in a scenario')}
scenario: ${secret('scenario id')}
title: ${secret('scenario title')}
finding: ${secret('finding')} loses \`sim:${secret('scenario id')}.final.${secret('variable')}\`
summary: ${secret('scenario summary')}
rows: { base: ${secret('row of the base')}, ${secret('variant')}: ${secret('row of a variant')} }
assumes: [${secret('assumption')}]
until: 1h
const: { ${secret('constant')}: 5m }
state: { ${secret('variable')}: true }
processes:
  ${secret('process')}:
    means: ${secret('process in words')}
    steps:
      - { id: ${secret('step')}, delay: '${secret('constant')}', set: { ${secret('variable')}: false }, say: ${secret('sentence')} }
marks: { ${secret('mark')}: '!${secret('variable')}' }
variants: { ${secret('variant')}: { 'const.${secret('constant')}': 6m } }`;
}

function internalPage(secret: Secret): string {
  return `---
title: ${secret('title')}
summary: ${secret('summary')}
severity: SEV1
started_at: 2030-06-01T10:00:00Z
services: [${secret('service name')}]
categories: [${secret('category of an internal page')}]
symptoms: [${secret('symptom of an internal page')}]
patterns: [${secret('pattern id')}, { id: hidden-dependency, ended_by: ${secret('end on an internal page')} }]
---

## ${secret('heading of an internal page')}

${secret('text of an internal page')}
`;
}
