/** Style sheets of views, in the order in which they must be loaded; they stand beside this file. */
export const VIEW_STYLES = ['views.css', 'timeline.css', 'steps.css', 'charts.css', 'curves.css'] as const;
