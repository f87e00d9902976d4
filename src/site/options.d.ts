/** What the integration tells the pages about the site. */
declare module 'virtual:hindcast/options' {
  export const site: import('../config/site.ts').SiteFacts & {
    /** Whether there are guides, and so the pages `/guides/`. */
    readonly hasGuides: boolean;
  };
}
