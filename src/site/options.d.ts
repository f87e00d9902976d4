/** What the integration passes to the pages. */
declare module 'virtual:hindcast/options' {
  export const site: import('../config/site.ts').SiteFacts & import('../config/site.ts').SiteFiles;
  /** SVG of the site's icon. */
  export const icon: string;
}
