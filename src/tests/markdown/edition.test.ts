import { beforeAll, describe, expect, test } from 'vitest';
import type { PageInput } from '../../markdown/page.ts';
import { createPageCompiler, LEASE } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;
let ran: string[];

beforeAll(async () => {
  compile = await createPageCompiler(['open']);
});

const tools = async (): Promise<Partial<PageInput>> => {
  const { evaluate } = await import('../../hindcast.ts');
  return {
    evaluate(text, options) {
      ran.push(text.source.text);
      return evaluate(text, options);
    },
  };
};

const FRONT = 'title: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:10:00Z\n';

async function open(front: string, body: string) {
  ran = [];
  const text = `---\n${FRONT}visibility: public\n${front}---\n\n${body}\n`;
  const compiled = await compile('a.md', text, await tools(), { edition: 'public', hiddenPages: ['secret'] });
  return {
    ...compiled,
    codes: compiled.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, span }) => `${code} ${span.start.line}:${span.start.column}`),
    bytes: JSON.stringify([compiled.page?.data, compiled.page?.body]),
  };
}

describe('a public page', () => {
  test('shows title, summary, severity and start, and nothing else by default', async () => {
    const { page, codes, bytes } = await open(
      'owner: SECRET\nservices: [SECRET]\nroot_causes: [SECRET]\nactions: [{ id: a, title: SECRET }]\ntrigger: SECRET\nzone: Asia/Tokyo\n',
      'SECRET\n\n```timeline\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: SECRET, evidence: x }\n```\n',
    );
    expect(codes).toEqual([]);
    expect(bytes).not.toContain('SECRET');
    expect(page?.data.incident).toMatchObject({ title: 'A page', owner: null, services: [], zone: 'UTC' });
    expect(page?.body.html.trim()).toBe('');
  });

  test('shows fields under `public`, without their internal items', async () => {
    const { page, bytes } = await open(
      'public: [owner, root_causes, actions]\nowner: Us\nroot_causes: [Known, { text: SECRET, visibility: internal }]\ncontributing_factors: [SECRET, { text: Released, visibility: public }]\nactions:\n  - { id: a, title: T, ticket: SECRET, internal: [ticket] }\n  - { id: b, title: SECRET, visibility: internal }\n',
      '',
    );
    expect(page?.data.incident).toMatchObject({
      owner: 'Us',
      root_causes: ['Known'],
      contributing_factors: ['Released'],
    });
    expect(page?.data.incident.actions.map(({ id, ticket }) => [id, ticket])).toEqual([['a', null]]);
    expect(bytes).not.toContain('SECRET');
  });

  test('leaves out what is marked internal even if everything is public', async () => {
    const { page, bytes } = await open(
      'public: everything\ninternal: [owner]\nowner: SECRET\ntrigger: A deploy\n',
      'One\n\n<!-- internal -->\nSECRET\n<!-- /internal -->\n\nTwo <!-- internal -->SECRET<!-- /internal --> three\n\n```timeline\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: Shown, evidence: SECRET, internal: [evidence] }\n- { id: b, at: 2025-10-20T06:11:00Z, kind: impact, text: SECRET, evidence: x, visibility: internal }\n```\n',
    );
    expect(page?.data.incident.trigger).toBe('A deploy');
    expect(page?.data.timeline.map(({ id, evidence }) => [id, evidence])).toEqual([['a', null]]);
    expect(bytes).not.toContain('SECRET');
    expect(page?.body.html).toMatch(/One[\s\S]*Two {2}three[\s\S]*Shown/);
  });

  test('does not run an internal scenario', async () => {
    const body = `<!-- public -->\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n\n<!-- /public -->`;
    const { page, codes } = await open('', body);
    expect([codes, ran, page?.data.scenarios]).toEqual([[], [], []]);
    const shown = await open('', body.replace('until:', 'visibility: public\nuntil:'));
    expect([shown.codes, ran.length, shown.page?.data.scenarios.length]).toEqual([[], 1, 1]);
    const outside = await open('public: [scenarios]\n', `\`\`\`scenario\n${LEASE}\n\`\`\``);
    expect([outside.codes, ran]).toEqual([[], []]);
  });

  test('has no card and no page for an internal scenario, and doesn’t count it', async () => {
    const secret = LEASE.replace('scenario: lease', 'scenario: secret\nfinding: SECRET').replace(
      'holder:',
      'holder:\n    means: SECRET',
    );
    const shown = LEASE.replace('until:', 'visibility: public\nuntil:');
    const { page, codes, bytes } = await open(
      '',
      `<!-- public -->\n\n\`\`\`scenario\n${secret}\n\`\`\`\n\n\`\`\`scenario\n${shown}\n\`\`\`\n\n<!-- /public -->`,
    );
    expect(codes).toEqual([]);
    expect(page?.data.findings.map(({ id, number }) => [id, number])).toEqual([['lease', 1]]);
    expect(page?.data.models.map(({ id }) => id)).toEqual(['lease']);
    expect(page?.body.html).toContain('Finding 1 of 1');
    expect(bytes).not.toMatch(/secret/i);
  });

  test('has the same bytes regardless of its internal parts', async () => {
    const page = (inside: string, entry: string) =>
      open(
        `public: [body]\n${inside === '' ? '' : `owner: ${inside}\ndetected_at: 2025-10-20T06:15:00Z\n`}`,
        `# One\n\n${inside === '' ? '' : `<!-- internal -->\n\n# ${inside}\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n\n[a]: https://secret.example/\n\n<!-- /internal -->\n\n`}\`\`\`timeline\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: A, evidence: x, visibility: public }\n${entry}\`\`\`\n\n# One\n`,
      );
    const first = await page('', '');
    const second = await page(
      'One',
      '- { id: b, at: 2025-10-20T06:00:00Z, kind: impact, text: B, evidence: x }\n',
    );
    expect(first.codes).toEqual([]);
    expect(second.codes).toEqual([]);
    expect(second.bytes).toBe(first.bytes);
  });
});

describe('an internal part that public text needs', () => {
  test.each([
    ['a citation', '<!-- public -->\n\n`sim: lease.marks.lost.at`\n\n<!-- /public -->', 11, 1],
    [
      'a view',
      '<!-- public -->\n\n```show\nscenario: lease\nview: timeline\n```\n\n<!-- /public -->',
      12,
      11,
    ],
    [
      'a finding',
      `<!-- public -->\n\n\`\`\`scenario\n${LEASE.replace('scenario: lease', 'scenario: open\nvisibility: public\nfinding: Lost at `sim:lease.marks.lost.at`')}\n\`\`\`\n\n<!-- /public -->`,
      14,
      10,
    ],
  ])('is an error: %s of an internal scenario', async (_, body, line, column) => {
    const { codes, diagnostics, page } = await open('', `${body}\n\n\`\`\`scenario\n${LEASE}\n\`\`\`\n`);
    expect(codes).toEqual([`edition/needs-internal ${line}:${column}`]);
    expect(diagnostics[0]?.hint).toContain('visibility: public');
    expect(page).toBeNull();
  });

  test('is an error: an internal scenario that verifies a public action', async () => {
    const { codes } = await open(
      'actions: [{ id: a, title: T, verified_by: lease, visibility: public }]\n',
      `\`\`\`scenario\n${LEASE}\n\`\`\`\n`,
    );
    expect(codes).toEqual(['edition/needs-internal 7:43']);
  });

  test('is an error: an internal entry that a public scenario refers to', async () => {
    const { codes } = await open(
      'public: everything\n',
      '```timeline\n- { id: a, at: 2025-10-20T06:10:00Z, kind: impact, text: A, evidence: x, visibility: internal }\n```\n\n```scenario\nscenario: s\nuntil: 1h\nclock: { start: 2025-10-20T06:00:00Z }\nstate: { up: true }\nprocesses:\n  p:\n    steps:\n      - { id: x, at: observed.a, set: { up: false } }\n```\n',
    );
    expect(codes).toEqual(['edition/needs-internal 22:22']);
  });

  test('is an error: a definition in an internal part, and a link to an internal page', async () => {
    const { codes } = await open(
      '',
      '[x]: https://secret.example/\n\n<!-- public -->\n\nSee [this][x] and [that](../../incidents/secret/).\n\n<!-- /public -->',
    );
    expect(codes).toEqual(['edition/needs-internal 13:5', 'edition/needs-internal 13:19']);
  });

  test.each([
    '../../secret/',
    '../secret',
    '../secret/#why',
    'secret.md',
    './secret.md',
    '/incidents/secret/',
  ])('is an error: a link to an internal page written as %s', async (url) => {
    const { codes } = await open('', `<!-- public -->\n\nSee [that](${url}).\n\n<!-- /public -->`);
    expect(codes).toEqual(['edition/needs-internal 11:5']);
  });

  test.each([
    '../%73ecret/',
    '../%2573ecret/',
    '../SECRET/',
    '..%2Fsecret/',
    '..\\secret\\',
    '.././../incidents/x/../secret/',
    '../secret/index.html',
    '../secret.json',
    '../../incidents/secret.md',
    '/a/b/incidents/secret/',
    'https://status.example/incidents/secret/',
    'HTTPS://status.example//incidents//secret',
    '//status.example/incidents/secret/',
    'https://status.example/?to=/incidents/secret/',
    '../../previews/secret.png',
    '/guides/secret/?a#b',
  ])('is an error: a link to an internal page, in Markdown and in HTML, spelled %s', async (url) => {
    const part = (text: string) => `<!-- public -->\n\n${text}\n\n<!-- /public -->`;
    const found = ['edition/needs-internal 11:5'];
    expect((await open('', part(`See [it](<${url.replaceAll('\\', '\\\\')}>).`))).codes).toEqual(found);
    expect((await open('', part(`See <a href="${url}">it</a>.`))).codes).toEqual(found);
    const encoded = url.replaceAll('s', '&#115;');
    expect((await open('', part(`See <a href='${encoded}'>it</a>.`))).codes).toEqual(found);
    expect((await open('', part(`See <q cite="${url}">it</q>.`))).codes).toEqual(found);
  });

  test('is an error: an address of an internal page in public front matter', async () => {
    const { codes } = await open(
      'public: [links]\nlinks: [{ title: It, url: https://status.example/incidents/secret/ }]\n',
      '',
    );
    expect(codes).toEqual(['edition/needs-internal 8:27']);
  });

  test.each([
    ['a heading', '#the-vault', '## The vault'],
    ['the second heading of a name', '#the-vault-1', '## The vault'],
    ['an element', '#vault', '<a id="vault"></a>'],
    ['an element, with the prefix that it gets', '#user-content-vault', '<a id="vault"></a>'],
    ['a scenario', '#hc-scenario-lease', `\`\`\`scenario\n${LEASE}\n\`\`\``],
    ['a figure', '#figure-timeline-lease-base', `\`\`\`scenario\n${LEASE}\n\`\`\``],
    [
      'a timeline entry',
      '#hc-record-vault',
      '```timeline\n- { id: vault, at: 2025-10-20T06:10:00Z, kind: impact, text: A, evidence: x }\n```',
    ],
  ])('is an error: a link to %s in an internal part', async (_, url, inside) => {
    const { codes } = await open(
      '',
      `<!-- public -->\n\nSee [that](${url}).\n\n<!-- /public -->\n\n${inside}`,
    );
    expect(codes).toEqual(['edition/needs-internal 11:5']);
  });

  test('is an error: a link to an internal action', async () => {
    const { codes } = await open(
      'actions: [{ id: vault, title: T }, { id: open, title: T, visibility: public }]\n',
      '<!-- public -->\n\nSee [that](#action.vault) and [this](#action.open).\n\n<!-- /public -->',
    );
    expect(codes).toEqual(['edition/needs-internal 12:5']);
  });

  test('is not an error: a link to a public heading with the name of an internal one', async () => {
    const body = '## Impact\n\n<!-- public -->\n\n## Impact\n\n[It](#impact)\n\n<!-- /public -->';
    expect((await open('', body)).codes).toEqual([]);
  });

  test.each(['../open/', '../../services/secret/', 'https://example.org/secret/', '#secret'])(
    'is not an error: a link to %s',
    async (url) => {
      expect((await open('', `<!-- public -->\n\n[x](${url})\n\n<!-- /public -->`)).codes).toEqual([]);
    },
  );
});

describe('markers', () => {
  test.each([
    ['<!-- public -->\n\nA', 'edition/marker 9:1'],
    ['A\n\n<!-- /public -->', 'edition/marker 11:1'],
    ['<!-- public -->\n\nA\n\n<!-- /internal -->\n\n<!-- /public -->', 'edition/marker 13:1'],
    ['<!-- public --> A\n\n<!-- /public -->', 'edition/marker 9:1'],
    [
      '<!-- internal -->\n\n<!-- public -->\n\nA\n\n<!-- /public -->\n\n<!-- /internal -->',
      'edition/marker 11:1',
    ],
    ['- a\n- b <!-- public -->c<!-- /public -->', 'edition/marker 10:5'],
  ])('that do not match are reported in either edition: %j', async (body, first) => {
    const { codes } = await open('', body);
    expect(codes[0]).toBe(first);
    const { diagnostics } = await compile('a.md', `---\n${FRONT}visibility: public\n---\n\n${body}\n`);
    if (!body.startsWith('- ')) expect(diagnostics.map(({ code }) => code)).toContain('edition/marker');
  });

  test('in code blocks are code', async () => {
    const { codes, page } = await open('public: [body]\n', '```html\n<!-- internal -->\n```\n');
    expect(codes).toEqual([]);
    expect(page?.body.html).toContain('internal');
  });
});
