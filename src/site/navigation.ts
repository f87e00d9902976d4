/** Pages that the header leads to, in its order. */
export const NAVIGATION = [
  { page: 'incidents', title: 'Incidents' },
  { page: 'timeline', title: 'Timeline' },
  { page: 'services', title: 'Services' },
  { page: 'actions', title: 'Actions' },
  { page: 'insights', title: 'Insights' },
  { page: 'guides', title: 'Guides' },
  { page: 'search', title: 'Search' },
] as const;

/** Pages that the footer leads to. */
export const FOOTER = [
  { page: 'about', title: 'About' },
  { page: 'glossary', title: 'Glossary' },
  { page: 'tags', title: 'Tags' },
] as const;

/** The page that a visitor is on, or the list that it belongs to. */
export type Current = 'home' | (typeof NAVIGATION)[number]['page'] | (typeof FOOTER)[number]['page'];
