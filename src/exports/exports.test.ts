import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config/read-config.ts';
import { incidentSchema } from '../incident/incident.ts';
import { robots, sitemap } from '../output/crawlers.ts';
import { actionCalendar } from './calendar.ts';
import { type ExportedIncident, permanentId } from './entry.ts';
import { atomFeed, jsonFeed } from './feeds.ts';
import { incidentJson, incidentMarkdown } from './incident-copies.ts';
import { Outliner } from './outlined-text.ts';
import { incidentPreview } from './preview-picture.ts';

const { facts } = readConfig({ title: 'Ours & <theirs>' }).config!.editions.public;
const ROOTED = { site: 'https://status.example/', base: '/a/b/' };
const UNROOTED = { site: null, base: '/' };

function entry(id: string, front: object = {}): ExportedIncident {
  const incident = incidentSchema.parse({
    title: 'Orders <b>failed</b> & more ]]>',
    summary: 'A & B < C',
    severity: 'SEV1',
    started_at: '2025-10-20T06:48:00Z',
    resolved_at: '2025-10-20T09:25:00Z',
    ...front,
  });
  const findings = [{ id: 'm', title: 'It fails', isIllustration: false, path: 'models/m/' }];
  return { id, incident, timeline: [], scenarios: [], findings, markdown: 'Text' };
}

const xml = (text: string) => new JSDOM(text, { contentType: 'application/xml' }).window.document;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

describe.each([ROOTED, UNROOTED])('feeds of a site at $site', (at) => {
  const all = [entry('a'), entry('b', { published_at: '2025-11-01', authors: ['Ann'], categories: ['dns'] })];

  test('are valid Atom (RFC 4287) with the author’s text', () => {
    const feed = xml(atomFeed(all, facts, at)).documentElement;
    expect([feed.localName, feed.namespaceURI]).toEqual(['feed', 'http://www.w3.org/2005/Atom']);
    for (const element of [feed, ...feed.querySelectorAll('entry')]) {
      const of = (name: string) => [...element.children].filter(({ localName }) => localName === name);
      expect([of('id').length, of('title').length, of('updated').length]).toEqual([1, 1, 1]);
      expect(of('id')[0]!.textContent).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
      expect(of('updated')[0]!.textContent).toMatch(RFC3339);
    }
    const ids = [...feed.querySelectorAll('id')].map(({ textContent }) => textContent);
    expect(new Set(ids).size).toBe(ids.length);
    const first = feed.querySelector('entry')!;
    expect(first.querySelector('published')!.textContent).toBe('2025-11-01T00:00:00.000Z');
    const title = first.querySelector('title')!;
    expect(title.getAttribute('type')).toBe('html');
    const read = new JSDOM(title.textContent!).window.document.body.textContent;
    expect(read).toBe('Orders <b>failed</b> & more ]]>');
    const link = first.querySelector('link')!.getAttribute('href');
    expect(link).toBe(`${at.site === null ? './' : 'https://status.example/a/b/'}incidents/b/index.html`);
  });

  test('are valid JSON Feed 1.1', () => {
    const feed = JSON.parse(jsonFeed(all, facts, at));
    expect(feed.version).toBe('https://jsonfeed.org/version/1.1');
    expect(typeof feed.title).toBe('string');
    expect(feed.items.map(({ id }: { id: string }) => id)).toEqual([
      permanentId('incident', 'b'),
      permanentId('incident', 'a'),
    ]);
    for (const item of feed.items) {
      expect(item.content_html ?? item.content_text).toBeTruthy();
      expect(item.date_published).toMatch(RFC3339);
      expect(item.author).toBeUndefined();
    }
    expect(feed.items[0].authors).toEqual([{ name: 'Ann' }]);
    expect(feed.items[0].tags).toContain('dns');
  });

  test('are valid without incidents', () => {
    expect(xml(atomFeed([], facts, at)).querySelector('updated')!.textContent).toMatch(RFC3339);
    expect(JSON.parse(jsonFeed([], facts, at)).items).toEqual([]);
  });

  test('are well-formed XML and JSON for any text', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(word, word, (title, summary) => {
        const one = [entry('a', { title, summary })];
        expect(xml(atomFeed(one, facts, at)).documentElement.localName).toBe('feed');
        expect(JSON.parse(jsonFeed(one, facts, at)).items[0].title).toBe(title);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the calendar', () => {
  const actions = [
    { id: 'a', title: `Long ${'word '.repeat(40)}`, due: '2025-11-30', owner: 'Ann; Bob, Co' },
    { id: 'b', title: 'Done', due: '2025-11-30', status: 'done' },
    { id: 'c', title: 'No due date' },
  ];
  const text = actionCalendar([entry('a', { actions })], facts, ROOTED);

  test('has open actions with due dates as valid iCalendar (RFC 5545)', () => {
    expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:')).toBe(true);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.match(/^BEGIN:VEVENT\r$/gm)?.length).toBe(1);
    expect(text).toMatch(/^DTSTART;VALUE=DATE:20251130\r$/m);
    expect(text).toMatch(/^UID:[0-9a-f-]{36}\r$/m);
    expect(text.replace(/\r\n[ \t]/g, '')).toContain('Owner: Ann\\; Bob\\, Co');
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test('has the date of the write-up, not of the build', () => {
    expect(text).toMatch(/^DTSTAMP:20251020T092500Z\r$/m);
  });
});

describe('copies', () => {
  test('as JSON have facts, timeline and results, but no visibility keys', () => {
    const json = JSON.parse(
      incidentJson(entry('a', { visibility: 'public', public: ['owner'] }), facts, ROOTED),
    );
    expect(json).toMatchObject({ format: 'hindcast-incident', version: 1, id: 'a', edition: 'public' });
    expect(json.incident.public).toBeUndefined();
    expect(json.metrics[0]).toMatchObject({ id: 'time_to_resolve', value: 157 * 60_000_000 });
    expect(json.page).toBe('https://status.example/a/b/incidents/a/index.html');
    expect(json.findings).toEqual([
      {
        scenario: 'm',
        title: 'It fails',
        illustration: false,
        page: 'https://status.example/a/b/incidents/a/models/m/index.html',
      },
    ]);
  });

  test('as Markdown have non-empty facts as front matter', () => {
    const text = incidentMarkdown(entry('a', { owner: 'Ann: Bob' }));
    expect(text).toMatch(/^---\ntitle: /);
    expect(text).toContain('\nowner: "Ann: Bob"\n');
    expect(text).not.toContain('null');
    expect(text.endsWith('---\n\nText\n\n## Models\n\n- [It fails](a/models/m/index.html)\n')).toBe(true);
  });
});

describe('the preview image', () => {
  test('has only outlines and is the same each time, for any text', () => {
    const long = entry('a', { title: `${'Wide words '.repeat(30)}漢字`, services: ['shop'] });
    const svg = incidentPreview(long, facts, new Outliner());
    expect(svg).not.toContain('<text');
    expect(svg).not.toContain('NaN');
    expect(incidentPreview(long, facts, new Outliner())).toBe(svg);
  });

  test('shows the event to scale: a bar for each stated period and a diamond for each key moment', () => {
    const at = (time: string) => `2025-10-20T${time}:00Z`;
    const shown = entry('a', {
      started_at: at('06:00'),
      resolved_at: at('10:00'),
      impact: [{ service: 'shop', from: at('06:00'), to: at('08:00') }],
    });
    const document = xml(incidentPreview(shown, facts, new Outliner()));
    const bars = [...document.querySelectorAll('rect')].slice(2);
    expect(bars.map((bar) => [bar.getAttribute('x'), bar.getAttribute('width')])).toEqual([['360', '384']]);
    expect(document.querySelectorAll('path[d^="M360 482"], path[d^="M1128 482"]')).toHaveLength(2);
  });

  test('wraps lines to the width', () => {
    const outliner = new Outliner();
    const lines = outliner.wrap('one two three four five six', 40, 600, { width: 200, most: 2 });
    expect(lines.length).toBe(2);
    for (const line of lines) expect(outliner.line(line, 40, 600).width).toBeLessThanOrEqual(200);
    expect(lines[1]).toMatch(/…$/);
  });
});

test('the site map lists all listed pages, and robots.txt allows or forbids crawling', () => {
  const map = xml(sitemap(['b/', 'a&/'], 'https://status.example/a/b/'));
  expect([...map.querySelectorAll('loc')].map(({ textContent }) => textContent)).toEqual([
    'https://status.example/a/b/a&/',
    'https://status.example/a/b/b/',
  ]);
  expect(robots(true, 'https://status.example/sitemap.xml')).toMatch(/Allow: \/\n\nSitemap: https/);
  expect(robots(false, 'https://status.example/sitemap.xml')).toBe('User-agent: *\nDisallow: /\n');
});
