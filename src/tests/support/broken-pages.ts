import { writeUp } from './page.ts';

/** A page with these lines of front matter. */
const front = (lines: string): string => `---\n${lines}\n---\n\nText.\n`;
const SOUND = 'title: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z';
const scenario = (id: string, text: string): string =>
  writeUp(`\`\`\`scenario\nscenario: ${id}\nuntil: 1h\n${text}\n\`\`\``);
const COUNTER = 'processes: { p: { loop: 1ms, steps: [{ id: add, set: { n: n + 1 } }] } }';

/** Pages without errors, which the broken pages refer to. */
export const SOUND_PAGES: Readonly<Record<string, string>> = {
  'other-incident': writeUp('## What helped\n\nText.'),
  fine: writeUp('See [what helped](../other-incident/#what-helped) and ![a](/here.png).'),
};

/** The site's files other than its pages. */
export const FILES: Readonly<Record<string, string>> = {
  'public/here.png': 'not read',
  'public/script.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'content/incidents/script.svg': '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
};

/** The error code for a page, and the page's text. */
type Broken = readonly [code: string, text: string];

/**
 * Write-ups with one error each, by file name. Builds and checks must reject each of them, and only for this reason.
 */
export const BROKEN_PAGES: Readonly<Record<string, Broken>> = {
  // Links
  'link-to-no-page': ['review/broken-link', writeUp('[a](../nowhere/)')],
  'link-to-no-heading': ['review/broken-fragment', writeUp('[a](#nowhere)')],
  'link-to-no-heading-of-another-page': [
    'review/broken-fragment',
    writeUp('[a](../other-incident/#what-hepled)'),
  ],
  'rooted-link-to-no-heading': ['review/broken-fragment', writeUp('[a](/incidents/other-incident/#nowhere)')],
  'link-to-a-source': ['review/file-link', writeUp('[a](other-incident.md)')],
  'definition-to-no-page': ['review/broken-link', writeUp('[a][b]\n\n[b]: ../nowhere/')],
  'link-with-a-script': ['page/url', writeUp('[a](javascript:alert)')],
  // Pictures
  'picture-that-is-missing': ['page/image-file', writeUp('![a](./nowhere.png)')],
  'public-picture-that-is-missing': ['page/image-file', writeUp('![a](/nowhere.png)')],
  'raw-picture-that-is-missing': ['page/image-file', writeUp('<img src="/nowhere.png" alt="a">')],
  'raw-picture-next-to-the-page': ['page/image-file', writeUp('<p><img src="script.svg" alt="a"></p>')],
  'raw-picture-elsewhere': ['page/remote-image', writeUp('<img src="https://a.example/a.png" alt="a">')],
  'picture-elsewhere': ['page/remote-image', writeUp('![a](https://a.example/a.png)')],
  'picture-outside-the-site': ['page/image-file', writeUp(`![a](${'../'.repeat(20)}etc/passwd)`)],
  'picture-with-an-event-handler': ['page/image-file', writeUp('![a](./script.svg)')],
  'public-picture-with-a-script': ['page/image-file', writeUp('![a](/script.svg)')],
  'picture-with-a-bad-path': ['page/image-path', writeUp('![a](./%E0%A4%A.png)')],
  // Files
  Uppercase: ['page/file-name', writeUp('The file name has a capital letter.')],
  empty: ['page/front-matter', ''],
  'without-front-matter': ['page/front-matter', 'Text.\n'],
  'front-matter-without-end': ['page/front-matter', `---\n${SOUND}\n\nText.\n`],
  'too-deep': ['page/too-complex', writeUp(`${'> '.repeat(400)}a`)],
  // Front matter
  'yaml-syntax': ['yaml/syntax', front(`${SOUND}\ntags: [a`)],
  'yaml-alias': ['yaml/alias', front(`${SOUND}\ntags: [b]\nservices: *a`)],
  'unknown-key': ['schema/unknown-key', front(`${SOUND}\nsevrity: SEV1`)],
  'missing-key': ['schema/missing-key', front('title: A page\nsummary: For a test.\nseverity: SEV3')],
  'repeated-key': ['yaml/duplicate-key', front(`${SOUND}\ntitle: Another`)],
  'unsafe-key': ['yaml/unsafe-key', front(`${SOUND}\n__proto__: a`)],
  'unknown-severity': ['page/unknown-severity', front(SOUND.replace('SEV3', 'SEV9'))],
  'bad-time': ['page/time', front(SOUND.replace('2025-10-20T06:10:00Z', '2025-13-20T06:10:00Z'))],
  'ends-before-it-starts': ['page/time-order', front(`${SOUND}\nresolved_at: 2025-10-19T06:10:00Z`)],
  'unknown-related': ['page/unknown-related', front(`${SOUND}\nrelated: [nowhere]`)],
  'bad-action': ['schema/value', front(`${SOUND}\nactions: [{ id: A-1, title: Fix it, status: dnoe }]`)],
  // Blocks
  'open-fence': ['page/open-fence', writeUp('```scenario\nscenario: open\nuntil: 1h')],
  'timeline-not-a-list': ['schema/value', writeUp('```timeline\nat: 2025-10-20T06:10:00Z\n```')],
  'timeline-with-two-of-one-id': [
    'page/duplicate-entry',
    writeUp(
      '```timeline\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: A }\n- { id: a, at: 2025-10-20T06:11:00Z, kind: impact, text: B }\n```',
    ),
  ],
  'timeline-with-a-bad-time': [
    'page/time',
    writeUp('```timeline\n- { id: a, at: yesterday, kind: impact, text: A }\n```'),
  ],
  'show-of-no-view': [
    'page/unknown-view',
    writeUp(
      '```scenario\nscenario: shown\nuntil: 1h\nstate: { n: 0 }\nprocesses: { p: { steps: [{ id: a, set: { n: 1 } }] } }\n```\n\n```show\nscenario: shown\nview: trase\n```',
    ),
  ],
  'show-of-no-scenario': ['page/unknown-scenario', writeUp('```show\nscenario: nowhere\nview: trace\n```')],
  'cite-of-no-scenario': ['page/unknown-scenario', writeUp('`sim: nowhere.marks.a.at`')],
  'diagram-with-an-error': ['page/diagram', writeUp('```mermaid\nflowchart LR\n  a --> [\n```')],
  'marker-that-is-misspelled': ['edition/marker', writeUp('<!-- internl -->\n\nText.\n\n<!-- /internl -->')],
  'two-of-one-scenario': [
    'page/duplicate-scenario',
    writeUp(
      '```scenario\nscenario: twice\nuntil: 1h\nstate: { n: 0 }\n```\n\n```scenario\nscenario: twice\nuntil: 1h\nstate: { n: 0 }\n```',
    ),
  ],
  // Scenarios
  'scenario-unknown-key': ['schema/unknown-key', scenario('s-key', 'stat: { n: 0 }')],
  'scenario-unknown-name': ['cel/unknown-name', scenario('s-name', 'state: { m: 0 }\nmarks: { a: n == 0 }')],
  'scenario-syntax': ['cel/syntax', scenario('s-syntax', "state: { n: 0 }\nmarks: { a: 'n ==' }")],
  'scenario-with-a-bad-duration': [
    'scenario/duration',
    scenario('s-duration', 'state: { n: 0 }').replace('1h', '1 hour'),
  ],
  'scenario-type': ['cel/type', scenario('s-type', 'state: { n: 0 }\nmarks: { a: n + 1 }')],
  'scenario-tab': ['yaml/syntax', scenario('s-tab', 'state:\n\tn: 0')],
  'scenario-loop-without-time': [
    'run/instant',
    scenario('s-loop', `state: { n: 0 }\n${COUNTER.replace('1ms', 'true')}`),
  ],
  'scenario-division': [
    'run/zero',
    scenario('s-div', "state: { n: 0 }\nprocesses: { p: { steps: [{ id: a, set: { n: 'div(1, n)' } }] } }"),
  ],
  'scenario-bound': [
    'run/bounds',
    scenario(
      's-bound',
      'state: { n: { type: int, init: 0, max: 3 } }\nprocesses: { p: { loop: 1m, steps: [{ id: add, set: { n: n + 1 } }] } }',
    ),
  ],
  'scenario-mailbox': [
    'run/mailbox',
    scenario(
      's-mail',
      'processes:\n  a: { loop: 10ms, steps: [{ id: s, send: { to: b, body: { n: 1 } } }] }\n  b: { steps: [{ id: w, delay: 59m }, { id: r, receive: { as: m } }] }',
    ),
  ],
  'scenario-endless-service-time': [
    'run/delay',
    scenario(
      's-forever',
      'services: { api: { service_time: { dist: lognormal, p50: 10ms, p99: 1s }, slowdown: 1e303 } }\nload: [{ id: users, to: api, arrivals: { dist: constant, rate: 1/s } }]',
    ),
  ],
  'scenario-variants': [
    'scenario/too-many',
    scenario(
      's-variants',
      `const: { c: 1 }\nstate: { n: 0 }\nprocesses: { p: { steps: [{ id: add, set: { n: c } }] } }\nvariants:\n${Array.from({ length: 1000 }, (_, i) => `  v${i}: { const.c: ${i + 2} }`).join('\n')}`,
    ),
  ],
  'scenario-huge-list': [
    'run/size',
    scenario(
      's-list',
      'state: { a: { type: "list<int>", init: [1] } }\nprocesses: { p: { loop: 1s, steps: [{ id: grow, set: { a: a + a } }] } }',
    ),
  ],
  'scenario-false-claim': [
    'expect/unmet',
    scenario(
      's-claim',
      'state: { n: 0 }\nprocesses: { p: { steps: [{ id: add, set: { n: 1 } }] } }\nmarks: { two: n == 2 }\nexpect: { base: { run: { happens: two } } }',
    ),
  ],
  'scenario-false-search': [
    'expect/unmet',
    scenario(
      's-search',
      'state: { n: 0 }\nprocesses: { p: { steps: [{ id: add, set: { n: 1 } }] } }\ninvariants: { none: n == 0 }\nexpect: { base: { explore: { holds: none } } }',
    ),
  ],
  'scenario-patch-to-nowhere': [
    'scenario/patch-path',
    scenario(
      's-patch',
      'state: { n: 0 }\nprocesses: { p: { steps: [{ id: add, set: { n: 1 } }] } }\nvariants: { v: { q.add.delay: 1s } }',
    ),
  ],
  'scenario-unknown-observed': [
    'scenario/unknown-observed',
    scenario(
      's-observed',
      'clock: { start: 2025-10-20T06:00:00Z }\nstate: { n: 0 }\nprocesses: { p: { steps: [{ id: add, at: observed.nowhere, set: { n: 1 } }] } }',
    ),
  ],
};

/** Other files with one error each: a guide, and a page in a subfolder, which would be left out. */
export const BROKEN_FILES: Readonly<Record<string, Broken>> = {
  'content/incidents/team/nested.md': ['page/folder', writeUp('This page is in a subfolder.')],
  'content/guides/broken-guide.md': [
    'review/broken-link',
    front('title: A guide\nsummary: For a test.').replace('Text.', '[a](../nowhere/)'),
  ],
};
