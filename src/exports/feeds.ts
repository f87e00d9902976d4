import { Feed, type FeedOptions, type Item } from 'feed';
import { type SiteFacts, severityOf } from '../config/site.ts';
import type { Epoch } from '../time/instant.ts';
import { html } from '../views/markup/html.ts';
import {
  addressOf,
  type ExportedIncident,
  newestFirst,
  permanentId,
  publishedAt,
  type SiteAddress,
  updatedAt,
} from './entry.ts';

/** Maximum number of entries in a feed. */
const MAX_ENTRIES = 50;

/**
 * Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287
 * Text fields are HTML, so authors' text is escaped.
 */
export function atomFeed(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const absolute = absoluteAddress(at);
  const feed = new Feed(feedOptions(all, facts, absolute));
  for (const entry of newestFirst(all).slice(0, MAX_ENTRIES)) {
    const item = itemOf(entry, facts, absolute);
    feed.addItem({ ...item, title: escaped(item.title), description: escaped(item.description ?? '') });
  }
  return `${withOwnAddress(feed.atom1(), at)}\n`;
}

/** JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/ */
export function jsonFeed(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const absolute = absoluteAddress(at);
  const feed = new Feed(feedOptions(all, facts, absolute));
  for (const entry of newestFirst(all).slice(0, MAX_ENTRIES)) feed.addItem(itemOf(entry, facts, absolute));
  const { items, ...rest } = JSON.parse(withOwnAddress(feed.json1(), at)) as { items: object[] };
  const version = 'https://jsonfeed.org/version/1.1';
  const document = { ...withAuthors(rest), version, language: 'en-US', items: items.map(withAuthors) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The library writes version 1, which has `author` instead of `authors`. */
function withAuthors({ author, ...rest }: { author?: unknown }): object {
  return author === undefined ? rest : { ...rest, authors: [author] };
}

/** The library requires absolute URLs. For a site that has no URL, this placeholder is inserted and later removed. */
const PLACEHOLDER = 'https://address.of.this.site.invalid';

function absoluteAddress(at: SiteAddress): SiteAddress {
  return at.site === null ? { site: PLACEHOLDER, base: '/' } : at;
}

function withOwnAddress(feed: string, { site }: SiteAddress): string {
  return site === null ? feed.replaceAll(`${PLACEHOLDER}/`, './') : feed;
}

function feedOptions(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): FeedOptions {
  return {
    id: permanentId('site', facts.title),
    title: facts.title,
    description: facts.description,
    link: addressOf(at, ''),
    feedLinks: { atom: addressOf(at, 'atom.xml'), json: addressOf(at, 'feed.json') },
    author: { name: facts.organization },
    generator: 'Hindcast',
    // The format requires a time even if the feed is empty, and builds don't read the clock.
    updated: dateOf(Math.max(0, ...all.map(({ incident }) => updatedAt(incident)))),
  };
}

function itemOf({ id, incident, findings }: ExportedIncident, facts: SiteFacts, at: SiteAddress): Item {
  const names = [severityOf(facts, incident.severity).id, ...incident.services, ...incident.categories];
  return {
    id: permanentId('incident', id),
    title: incident.title,
    link: addressOf(at, facts.addresses === 'portable' ? `incidents/${id}/index.html` : `incidents/${id}/`),
    description: incident.summary,
    content: html`<p>${incident.summary}</p>
<p>${severityOf(facts, incident.severity).name}; started ${incident.started_at}${incident.resolved_at === null ? '' : `, resolved ${incident.resolved_at}`}.</p>${
      findings.length > 0 &&
      html`
<ul>${findings.map(({ title, path }) => html`<li><a href="${addressOf(at, `incidents/${id}/${path}${facts.addresses === 'portable' ? 'index.html' : ''}`)}">${title}</a></li>`)}</ul>`
    }`.toString(),
    date: dateOf(updatedAt(incident)),
    published: dateOf(publishedAt(incident)),
    category: [...new Set(names)].map((name) => ({ name, term: name })),
    ...(incident.authors.length > 0 ? { author: incident.authors.map((name) => ({ name })) } : {}),
  };
}

function dateOf(epoch: Epoch): Date {
  return new Date(Math.floor(epoch / 1000));
}

function escaped(text: string): string {
  return html`${text}`.toString();
}
