/** Style sheets of views in load order; they're in this file's folder. */
export const VIEW_STYLES = ['views.css', 'timeline.css', 'steps.css', 'charts.css', 'curves.css'] as const;
