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

/** Most entries of a feed, the newest. */
const MOST = 50;

/**
 * Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287
 * Texts are HTML there, so what an author wrote is escaped.
 */
export function atomFeed(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const whole = wholeAddress(at);
  const feed = new Feed(feedOptions(all, facts, whole));
  for (const entry of newestFirst(all).slice(0, MOST)) {
    const item = itemOf(entry, facts, whole);
    feed.addItem({ ...item, title: escaped(item.title), description: escaped(item.description ?? '') });
  }
  return `${asGiven(feed.atom1(), at)}\n`;
}

/** JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/ */
export function jsonFeed(all: readonly ExportedIncident[], facts: SiteFacts, at: SiteAddress): string {
  const whole = wholeAddress(at);
  const feed = new Feed(feedOptions(all, facts, whole));
  for (const entry of newestFirst(all).slice(0, MOST)) feed.addItem(itemOf(entry, facts, whole));
  const { items, ...rest } = JSON.parse(asGiven(feed.json1(), at)) as { items: object[] };
  const version = 'https://jsonfeed.org/version/1.1';
  const told = { ...withAuthors(rest), version, language: 'en-GB', items: items.map(withAuthors) };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** The library writes version 1, which has one author. */
function withAuthors({ author, ...rest }: { author?: unknown }): object {
  return author === undefined ? rest : { ...rest, authors: [author] };
}

/** The library takes whole addresses alone: where a site has none, this one stands in and is taken out again. */
const STAND_IN = 'https://address.of.this.site.invalid';

function wholeAddress(at: SiteAddress): SiteAddress {
  return at.site === null ? { site: STAND_IN, base: '/' } : at;
}

function asGiven(feed: string, { site }: SiteAddress): string {
  return site === null ? feed.replaceAll(`${STAND_IN}/`, './') : feed;
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
    ...(incident.authors.length > 0 ? { author: incident.authors.map((name) => ({ name })) } : {}),
  };
}

function dateOf(epoch: Epoch): Date {
  return new Date(Math.floor(epoch / 1000));
}

function escaped(text: string): string {
  return html`${text}`.toString();
}
