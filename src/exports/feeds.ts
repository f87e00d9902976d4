import { Feed, type FeedOptions, type Item } from 'feed';
import type { SiteFacts } from '../config/site.ts';
import { severityOf } from '../config/site.ts';
import type { Epoch } from '../time/instant.ts';
import { html } from '../views/html.ts';
import {
  addressOf,
  type ExportedIncident,
  newestFirst,
  permanentId,
  publishedAt,
  type SiteAddress,
  updatedAt,
} from './entry.ts';

/** Most entries of a feed, the newest. */
const MOST = 50;

/**
 * Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287
 * Texts are HTML there, so what an author wrote is escaped.
 */
export function atomFeed(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const feed = new Feed(feedOptions(all, facts, at));
  for (const entry of newestFirst(all).slice(0, MOST)) {
    const item = itemOf(entry, facts, at);
    feed.addItem({ ...item, title: escaped(item.title), description: escaped(item.description ?? '') });
  }
  return feed.atom1();
}

/** JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/ */
export function jsonFeed(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const feed = new Feed(feedOptions(all, facts, at));
  for (const entry of newestFirst(all).slice(0, MOST)) feed.addItem(itemOf(entry, facts, at));
  const { author, ...rest } = JSON.parse(feed.json1()) as Record<string, unknown>;
  const authors = author === undefined ? {} : { authors: [author] };
  const version = 'https://jsonfeed.org/version/1.1';
  return `${JSON.stringify({ ...rest, version, language: 'en-GB', ...authors }, null, 2)}\n`;
}

function feedOptions(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): FeedOptions {
  return {
    id: permanentId('site', facts.title),
    title: facts.title,
    description: facts.description,
    link: addressOf(at, ''),
    feedLinks: { atom: addressOf(at, 'atom.xml'), json: addressOf(at, 'feed.json') },
    author: { name: facts.organisation },
    generator: 'Hindcast',
    // A feed without entries was never changed: the format wants a moment all the same, and a build asks no clock.
    updated: dateOf(Math.max(0, ...all.map(({ incident }) => updatedAt(incident)))),
  };
}

function itemOf({ id, incident }: ExportedIncident, facts: SiteFacts, at: SiteAddress): Item {
  const names = [severityOf(facts, incident.severity).id, ...incident.services, ...incident.categories];
  return {
    id: permanentId('incident', id),
    title: incident.title,
    link: addressOf(at, facts.addresses === 'portable' ? `incidents/${id}/index.html` : `incidents/${id}/`),
    description: incident.summary,
    content: html`<p>${incident.summary}</p>
<p>${severityOf(facts, incident.severity).name}; began ${incident.started_at}${incident.resolved_at === null ? '' : `, resolved ${incident.resolved_at}`}.</p>`.toString(),
    date: dateOf(updatedAt(incident)),
    published: dateOf(publishedAt(incident)),
    category: [...new Set(names)].map((name) => ({ name, term: name })),
    author: incident.authors.map((name) => ({ name })),
  };
}

function dateOf(epoch: Epoch): Date {
  return new Date(Math.floor(epoch / 1000));
}

function escaped(text: string): string {
  return html`${text}`.toString();
}
