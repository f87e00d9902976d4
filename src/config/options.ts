/**
 * A site's configuration: the argument to `hindcast({...})` in astro.config.mjs. This file is its reference. All keys
 * are optional. An unknown key or an invalid value fails the build with a location and a hint.
 */
export interface HindcastOptions {
  /** The site's name. */
  title?: string;
  /** One sentence about the site for search engines and link previews. */
  description?: string;
  /** The organization that runs the services. Feeds and pages show its name. Default: the site's title. */
  organization?: string;
  /** Logo, as a path in `public/`. Example: `logo.svg`. Default: Hindcast's logo. */
  logo?: string;
  /** Folder of the write-ups, relative to the site's root. Default: `content/incidents`. */
  content?: string;
  /** Folder of the site's own guides, relative to its root. It doesn't have to exist. Default: `content/guides`. */
  guides?: string;
  /**
   * Adds Hindcast's reference and guides to the site, under `reference/` and `guides/`. A guide on the site replaces
   * the Hindcast guide with the same file name. Default: true. The public edition includes them only if
   * `editions.public.docs` is true.
   */
  docs?: boolean;
  /** The repository that contains the pages' source files, so that pages can link to them. */
  repository?: RepositoryOptions;
  /** Severity levels, most severe first. Default: SEV1 to SEV5. */
  severities?: SeverityOptions[];
  /** Services. If any are listed, a write-up that names an unknown service gets a warning. */
  services?: ServiceOptions[];
  /**
   * Patterns that write-ups can name in addition to Hindcast's. A pattern with the same id as one of Hindcast's
   * replaces it.
   */
  patterns?: PatternOptions[];
  /** IANA time zone for write-ups that don't set one. Default: `UTC`. */
  zone?: string;
  /**
   * Open actions due before this day are overdue. Example: `2025-11-30`. Builds never read the clock, so they don't
   * show overdue actions unless this is set. In development, the default is today, unless a later day is set.
   */
  asOf?: string;
  /**
   * Time limit for evaluating one scenario, as a backstop. Scenarios that do too much work or need too much memory end
   * earlier, at the same point on every machine. Default: `10m`.
   */
  timeLimit?: string;
  /** Links to show next to the site's navigation. */
  links?: LinkOptions[];
  /** Atom feed, JSON Feed and calendar of due dates. Default: true. */
  feeds?: boolean;
  /**
   * Preview images for links to the site. Other sites can load them only if `site` is set in Astro's configuration.
   * Default: true.
   */
  previews?: boolean;
  /** Full-text search. Default: true. */
  search?: boolean;
  /**
   * How pages link to each other. `portable`: relative links to files, so the built files work under any path and from
   * disk. `clean`: absolute links below Astro's `base` that end in `/`. Default: `portable`.
   */
  addresses?: 'portable' | 'clean';
  /** The edition to build unless `HINDCAST_EDITION` or `hindcast build --edition` is set. Default: `internal`. */
  edition?: EditionName;
  /** Settings for each edition. */
  editions?: { internal?: EditionOptions; public?: EditionOptions };
}

/** `internal` contains everything; `public` contains only what's marked `public`. */
export type EditionName = 'internal' | 'public';

export interface EditionOptions {
  /** Output folder, relative to the site's root. Default: `dist`, or `dist-public` for the public edition. */
  folder?: string;
  /** This edition's origin. Example: `https://status.example.com`. Default: Astro's `site`. */
  site?: string;
  /** This edition's path on its host. Default: Astro's `base`. */
  base?: string;
  title?: string;
  description?: string;
  /** The public edition has no repository links unless this is set. */
  repository?: RepositoryOptions;
  /**
   * Includes Hindcast's reference and guides in this edition. Default: the site's `docs`, or false for the public
   * edition.
   */
  docs?: boolean;
}

export interface RepositoryOptions {
  /** Example: `https://github.com/example/postmortems`. */
  url: string;
  /** URL for editing a file, with `{path}` for its path relative to the site's root. */
  edit?: string;
}

/** How prominently a severity is shown, from the strongest color to the weakest. */
export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'minor';

export interface SeverityOptions {
  /** As used in front matter. Example: `SEV1`. */
  id: string;
  /** Example: `Critical`. Default: the id. */
  name?: string;
  /** A sentence about when to use this severity. */
  meaning?: string;
  /** Default: based on the position in the list. */
  tone?: Tone;
}

export interface ServiceOptions {
  /** As used in front matter. It's part of a URL: lowercase letters, digits, and hyphens. */
  id: string;
  /** Front matter can use this instead of the id. Default: the id. */
  name?: string;
  description?: string;
  /** The team that owns the service. */
  owner?: string;
  /** Examples: `1`, `gold`. */
  tier?: string | number;
  /** Example: `{ target: '99.9%', window: '30d' }`. */
  slo?: { target: string; window: string };
  /** Ids of the services that this service depends on. */
  dependsOn?: string[];
  /** The public edition names the service only if this is `public`. Default: `internal`. */
  visibility?: EditionName;
  /** Keys to show in the public edition in addition to id and name. Default: none. */
  public?: ('description' | 'owner' | 'tier' | 'slo' | 'dependsOn')[];
}

export interface PatternOptions {
  /** As used in front matter. It's part of a URL: lowercase letters, digits, and hyphens. */
  id: string;
  /** A short statement. Example: `Overload outlasts its cause`. */
  title: string;
  /** One sentence that explains the pattern. */
  about?: string;
  /** The public edition names the pattern only if this is `public`. Default: `internal`. */
  visibility?: EditionName;
}

export interface LinkOptions {
  title: string;
  url: string;
  /** The public edition includes the link only if this is `public`. Default: `internal`. */
  visibility?: EditionName;
}
