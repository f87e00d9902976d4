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

const GUIDES: readonly Route[] = [
  { pattern: '/guides', file: 'guides.astro' },
  { pattern: '/guides/[id]', file: 'guide.astro' },
];

/** Routes of a site. */
export function routesOf(site: { hasGuides: boolean; hasIcon: boolean }): Route[] {
  return [
    ...ALWAYS,
    ...(site.hasGuides ? GUIDES : []),
    // A site's own icon stands in its `public/`.
    ...(site.hasIcon ? [] : [{ pattern: '/favicon.svg', file: 'favicon.svg.ts' }]),
  ];
}
