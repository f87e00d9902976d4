/**
 * The configuration of a site: what `hindcast({...})` in astro.config.mjs takes. This file is its reference. Everything
 * may be left out. A key that is not known or of the wrong kind ends the build with its place and a hint.
 */
export interface HindcastOptions {
  /** Name of the site. */
  title?: string;
  /** One sentence about it, for search engines and previews. */
  description?: string;
  /** Who runs the services, as feeds and pages name it. The site's name where it is left out. */
  organisation?: string;
  /** File of `public/` with the logo, such as `logo.svg`. Hindcast's own where it is left out. */
  logo?: string;
  /** Folder of the write-ups, from the site's root. */
  content?: string;
  /** Folder of the guides, from the site's root. It need not be there. */
  guides?: string;
  /** Where the sources lie, for links that lead from a page to its file. */
  repository?: RepositoryOptions;
  /** Levels of severity, the worst first. SEV1 to SEV5 where they are left out. */
  severities?: SeverityOptions[];
  /** Services of the house. With them, a service that a write-up names and that is not here is told. */
  services?: ServiceOptions[];
  /** IANA name of the zone of write-ups that name none. */
  zone?: string;
  /** Day (`2025-11-30`) that `overdue` refers to. A build never asks the clock, so without it nothing is overdue. */
  asOf?: string;
  /** Links beside the site's own navigation. */
  links?: LinkOptions[];
  /** Atom, JSON Feed and calendar. */
  feeds?: boolean;
  /** Pictures that other sites show beside a link to a page. They need `site` in Astro's configuration to be found. */
  previews?: boolean;
  /** Search over the text of all pages. */
  search?: boolean;
  /**
   * How pages name each other. `portable`: relative, with file names, so that the same files work under any path and from
   * a disk. `clean`: absolute below Astro's `base`, ending in `/`.
   */
  addresses?: 'portable' | 'clean';
  /** Which edition is built where `HINDCAST_EDITION` and `hindcast build --edition` say nothing. */
  edition?: EditionName;
  /** The two editions of the site: what is particular to each. */
  editions?: { internal?: EditionOptions; public?: EditionOptions };
}

/** `internal` holds everything, `public` only what is marked `public`. */
export type EditionName = 'internal' | 'public';

export interface EditionOptions {
  /** Output folder, from the site's root: `dist` for internal, `dist-public` for public. */
  folder?: string;
  /** Address of this edition, such as `https://status.example.com`, in place of Astro's `site`. */
  site?: string;
  /** Path under which it is served, in place of Astro's `base`. */
  base?: string;
  title?: string;
  description?: string;
  /** The public edition names a repository only if it stands here. */
  repository?: RepositoryOptions;
}

export interface RepositoryOptions {
  /** Such as `https://github.com/example/postmortems`. */
  url: string;
  /** Address at which a file is edited; `{path}` stands for its path from the site's root. */
  edit?: string;
}

/** How bad a severity looks, from the strongest colour to the weakest. */
export type Tone = 'critical' | 'high' | 'medium' | 'low' | 'minor';

export interface SeverityOptions {
  /** As front matter writes it, such as `SEV1`. */
  id: string;
  /** Such as `Critical`. The id where it is left out. */
  name?: string;
  /** When an incident has it, as a sentence. */
  meaning?: string;
  /** By its place in the list where it is left out. */
  tone?: Tone;
}

export interface ServiceOptions {
  /** As front matter writes it. Small letters, digits and hyphens: it is part of an address. */
  id: string;
  /** The id where it is left out. Front matter may write it in place of the id. */
  name?: string;
  description?: string;
  /** Team that answers for it. */
  owner?: string;
  /** Such as `1`, or `gold`. */
  tier?: string | number;
  /** Such as `{ target: '99.9%', window: '30d' }`. */
  slo?: { target: string; window: string };
  /** Ids of services that it can't do without. */
  dependsOn?: string[];
  /** The public edition names the service only if it is public. */
  visibility?: EditionName;
  /** Which of its keys the public edition shows beside id and name. */
  public?: ('description' | 'owner' | 'tier' | 'slo' | 'dependsOn')[];
}

export interface LinkOptions {
  title: string;
  url: string;
  /** The public edition has the link only if it is public. */
  visibility?: EditionName;
}
