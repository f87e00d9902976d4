/** Data that the integration passes to pages. */
declare module 'virtual:hindcast/options' {
  export const site: import('../config/site.ts').SiteFacts & import('../config/site.ts').SiteFiles;
  /** The site icon as SVG. */
  export const icon: string;
  /** URL of the folder for page bodies. */
  export const bodies: string;
}

/** The engine for pages on which readers can change a model's numbers. */
declare module 'virtual:hindcast/engine' {
  export const engine: string;
}
