/** Where a page lies, and the file of `site/pages` that makes it. */
export interface Route {
  readonly pattern: string;
  readonly file: string;
}

/** Routes that every site has. */
const ALWAYS: readonly Route[] = [
  { pattern: '/', file: 'index.astro' },
  { pattern: '/incidents/[...page]', file: 'incidents.astro' },
  { pattern: '/incidents/[id]', file: 'incident.astro' },
  { pattern: '/years/[id]/[...page]', file: 'facet.astro' },
  { pattern: '/severities/[id]/[...page]', file: 'facet.astro' },
  { pattern: '/tags', file: 'tags.astro' },
  { pattern: '/tags/[id]/[...page]', file: 'facet.astro' },
  { pattern: '/services', file: 'services.astro' },
  { pattern: '/services/[id]/[...page]', file: 'service.astro' },
  { pattern: '/actions/[...page]', file: 'actions.astro' },
  { pattern: '/insights', file: 'insights.astro' },
  { pattern: '/timeline', file: 'timeline.astro' },
  { pattern: '/glossary', file: 'glossary.astro' },
  { pattern: '/about', file: 'about.astro' },
  { pattern: '/scripts/[file]', file: 'script.ts' },
  { pattern: '/404', file: '404.astro' },
];

/** The site as data. */
const DATA: readonly Route[] = [
  { pattern: '/incidents.json', file: 'data/incidents.json.ts' },
  { pattern: '/incidents/[id].json', file: 'data/incident.json.ts' },
  { pattern: '/incidents/[id].md', file: 'data/incident.md.ts' },
  { pattern: '/schemas/[name].json', file: 'data/schema.json.ts' },
];

const FEEDS: readonly Route[] = [
  { pattern: '/atom.xml', file: 'data/atom.xml.ts' },
  { pattern: '/feed.json', file: 'data/feed.json.ts' },
  { pattern: '/actions.ics', file: 'data/actions.ics.ts' },
];

const SEARCH: readonly Route[] = [{ pattern: '/search', file: 'search.astro' }];

const PREVIEWS: readonly Route[] = [{ pattern: '/previews/[id].png', file: 'data/preview.png.ts' }];

const GUIDES: readonly Route[] = [
  { pattern: '/guides', file: 'guides.astro' },
  { pattern: '/guides/[id]', file: 'guide.astro' },
  { pattern: '/reference/[id]', file: 'reference.astro' },
];

/** What a site has or wants. */
export interface RoutedSite {
  readonly hasGuides: boolean;
  readonly hasIcon: boolean;
  readonly feeds: boolean;
  readonly previews: boolean;
  readonly search: boolean;
}

/** Routes of a site. */
export function routesOf(site: RoutedSite): Route[] {
  return [
    ...ALWAYS,
    ...DATA,
    ...(site.feeds ? FEEDS : []),
    ...(site.previews ? PREVIEWS : []),
    ...(site.search ? SEARCH : []),
    ...(site.hasGuides ? GUIDES : []),
    // A site's own icon stands in its `public/`.
    ...(site.hasIcon ? [] : [{ pattern: '/favicon.svg', file: 'favicon.svg.ts' }]),
  ];
}
