/** The URL pattern of a page, and the file in `site/pages` that renders it. */
export interface Route {
  readonly pattern: string;
  readonly file: string;
}

/** Site features that determine the routes. */
export interface RoutedSite {
  /** True if the site has a list of guides. */
  readonly hasGuides: boolean;
  /** True if the site includes Hindcast's reference and guides. */
  readonly docs: boolean;
  /** True if the site's `public/` contains the file. */
  readonly hasFile: (name: string) => boolean;
  readonly feeds: boolean;
  readonly previews: boolean;
  readonly search: boolean;
}

const ALWAYS: readonly Route[] = [
  { pattern: '/', file: 'index.astro' },
  { pattern: '/incidents/[...page]', file: 'incidents.astro' },
  { pattern: '/incidents/[id]', file: 'incident.astro' },
  { pattern: '/incidents/[id]/drill.js', file: 'data/drill.js.ts' },
  { pattern: '/incidents/[id]/models/[scenario]', file: 'model.astro' },
  { pattern: '/incidents/[id]/models/[scenario].js', file: 'data/model.js.ts' },
  { pattern: '/years/[id]/[...page]', file: 'facet.astro' },
  { pattern: '/severities/[id]/[...page]', file: 'facet.astro' },
  { pattern: '/tags', file: 'tags.astro' },
  { pattern: '/tags/[id]/[...page]', file: 'facet.astro' },
  { pattern: '/services', file: 'services.astro' },
  { pattern: '/services/[id]/[...page]', file: 'service.astro' },
  { pattern: '/actions/[...page]', file: 'actions.astro' },
  { pattern: '/patterns', file: 'patterns.astro' },
  { pattern: '/patterns/[id]', file: 'pattern.astro' },
  { pattern: '/insights', file: 'insights.astro' },
  { pattern: '/timeline', file: 'timeline.astro' },
  { pattern: '/glossary', file: 'glossary.astro' },
  { pattern: '/about', file: 'about.astro' },
  { pattern: '/scripts/[file]', file: 'script.ts' },
  { pattern: '/404', file: '404.astro' },
];

/** Routes that serve the site as data. */
const DATA: readonly Route[] = [
  { pattern: '/incidents.json', file: 'data/incidents.json.ts' },
  { pattern: '/incidents/[id].json', file: 'data/incident.json.ts' },
  { pattern: '/incidents/[id]/models/[scenario].json', file: 'data/model.json.ts' },
  { pattern: '/incidents/[id]/models/[scenario].trace.json', file: 'data/trace.json.ts' },
  { pattern: '/incidents/[id].md', file: 'data/incident.md.ts' },
  { pattern: '/schemas/[name].json', file: 'data/schema.json.ts' },
  { pattern: '/relabel.mjs', file: 'data/relabel.mjs.ts' },
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
];

const REFERENCE: readonly Route[] = [{ pattern: '/reference/[id]', file: 'reference.astro' }];

const ICONS: readonly Route[] = [
  { pattern: '/favicon.svg', file: 'icons/favicon.svg.ts' },
  { pattern: '/favicon.ico', file: 'icons/favicon.ico.ts' },
  { pattern: '/apple-touch-icon.png', file: 'icons/apple-touch-icon.png.ts' },
];

export function routesOf(site: RoutedSite): Route[] {
  return [
    ...ALWAYS,
    ...DATA,
    ...(site.feeds ? FEEDS : []),
    ...(site.previews ? PREVIEWS : []),
    ...(site.search ? SEARCH : []),
    ...(site.hasGuides ? GUIDES : []),
    ...(site.docs ? REFERENCE : []),
    ...ICONS.filter(({ pattern }) => !site.hasFile(pattern.slice(1))),
  ];
}
