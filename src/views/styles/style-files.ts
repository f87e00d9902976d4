/** Style sheets for views, in load order and in the same folder as this file. */
export const VIEW_STYLES = [
  'views.css',
  'tables.css',
  'timeline.css',
  'steps.css',
  'charts.css',
  'curves.css',
  'cards.css',
  'words.css',
] as const;
