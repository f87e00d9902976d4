import { errorTexts } from './error.ts';

/** Errors and warnings for pages, editions, the configuration and the whole site. */
export const PAGE_ERRORS = errorTexts({
  'page/announces': [
    'Misplaced `announces`',
    'Only public posts can announce entries: a timeline entry of kind `communication`, or an item in `status_updates`.',
  ],
  'page/cite-form': [
    'Invalid citation',
    'Inline code that starts with `sim:` is replaced with a value from a scenario, for example `sim: name.impact.service.duration`. Inline code that starts with `sim` but has no colon is also reported if it looks like a citation or names a scenario on the page.',
  ],
  'page/diagram': ['Invalid diagram', 'Mermaid reports a syntax error at this position.'],
  'page/diagram-title': [
    'Diagram without a text alternative',
    'Readers who can’t see the diagram need a text alternative. Add an `accTitle: ...` line to the diagram.',
  ],
  'page/duplicate-action': ['Duplicate action id', 'Give each action a unique id.'],
  'page/duplicate-entry': [
    'Duplicate timeline entry id',
    'Timeline entry ids must be unique on a page, across all `timeline` blocks.',
  ],
  'page/duplicate-scenario': [
    'Duplicate scenario id',
    'Citations and views refer to scenarios by id, so each id can be used only once per page.',
  ],
  'page/duration': ['Invalid duration', 'Write it like 90s, 5m or 1h30m.'],
  'page/empty-view': [
    'View with nothing to show',
    'The scenario has no data for this view. Remove the view, or add the missing data to the scenario.',
  ],
  'page/entry-id': [
    'Id that scenarios can’t refer to',
    'Scenarios refer to an entry as `observed.id`, so the id must consist of letters, digits and `_`, and start with a letter.',
  ],
  'page/fence-name': [
    'Misspelled block',
    'The block’s language is similar to one that Hindcast reads, so it’s probably misspelled. The block is shown as plain code.',
  ],
  'page/file-name': [
    'File name that isn’t valid in a URL',
    'The page’s URL is based on its file name, so use only lowercase letters, digits and hyphens.',
  ],
  'page/front-matter': [
    'Missing front matter',
    'A page has to start with a `---` line, followed by its keys and another `---` line.',
  ],
  'page/html': [
    'HTML that is removed',
    'Scripts, styles, frames and event handlers in write-ups are never published. Use Markdown.',
  ],
  'page/folder': [
    'Page in a subfolder',
    'Pages are read only from the folder itself, so this file would be left out of the site. Move it up.',
  ],
  'page/image-file': [
    'Image that can’t be published',
    'The image doesn’t exist, is outside the site, or is an SVG with scripts, event handlers, HTML or links to other files. Symbolic links are resolved first.',
  ],
  'page/image-path': [
    'Invalid image path',
    'An image is a file in the site: next to the write-up, or in a folder below it. In its path, a percent sign is written as `%25`.',
  ],
  'page/image-text': [
    'Image without a text alternative',
    'Readers who can’t see the image need a text alternative: `![what it shows](file.png)`.',
  ],
  'page/internal-error': [
    'Page that can’t be rendered',
    'This is an internal error in Hindcast, not a mistake in your text. Please report it.',
  ],
  'page/lost-block': [
    'Block removed along with HTML',
    'The block is inside an HTML element that is removed. Move it out of the element, or close the element before it.',
  ],
  'page/no-evidence': [
    'Entry without evidence',
    'Say how you know the time: add a link to a log, a message or a published account.',
  ],
  'page/no-run': ['View of a scenario that isn’t run', 'Set `until` to the duration of the run.'],
  'page/no-search': [
    'View of a scenario that isn’t searched',
    'Add `explore: {}`, or a claim with `explore` under `expect`.',
  ],
  'page/no-timeline': [
    'Drill without a timeline',
    '`hindcast drill` goes through the entries of a write-up’s `timeline` blocks, so there must be at least one.',
  ],
  'page/no-value': [
    'Citation without a value',
    'The result has this field, but it’s empty: for example, the service never recovers, or nothing is violated. Replace the citation with a description.',
  ],
  'page/not-verified': [
    'Unknown `verified_by`',
    '`verified_by` needs a scenario on this page, written as `scenario` or `scenario#variant`.',
  ],
  'page/open-fence': [
    'Block that is never closed',
    'A line with only the fence characters closes a block. Without it, the blocks below become text inside this one. To show a fence as text, put it inside a longer fence.',
  ],
  'page/remote-image': [
    'Image from another site',
    'Pages don’t load anything from other sites. Save a copy next to the write-up.',
  ],
  'page/series-file': [
    'Invalid series',
    'The file for an observed series isn’t valid. A series file has comments that start with `#`, a `time,value` line, and one row for each time, in order. An empty value is a gap. `hindcast import` writes files in this format.',
  ],
  'page/time': [
    'Invalid time, date or time zone',
    'Write times in RFC 3339 with an offset, for example 2026-03-02T09:00:00+01:00, and use IANA names for time zones.',
  ],
  'page/time-order': [
    'Times in an impossible order',
    'The end is before the start. Check the date and the offset of both times.',
  ],
  'page/too-complex': [
    'Page with too much structure',
    'Nesting and the number of links, table cells, definitions and similar parts of a page are limited, so that one page can’t stop a build.',
  ],
  'page/too-large': ['File too large', 'The length of a page is limited. Split the file.'],
  'page/unknown-entry': [
    'Unknown timeline entry',
    'The id must belong to an entry in a `timeline` block on this page.',
  ],
  'page/unknown-pattern': [
    'Pattern that the site doesn’t define',
    'Hindcast defines some patterns, and the site’s configuration can add more.',
  ],
  'page/unknown-related': ['Unknown write-up', '`related` lists write-ups by file name, without `.md`.'],
  'page/unknown-scenario': [
    'Unknown scenario',
    'Citations and `show` blocks refer to scenarios on the same page.',
  ],
  'page/unknown-series': [
    'Unknown series',
    'A `series` block can show the files in the page’s `series` folder. The series of `incidents/a.md` are in `incidents/a/series`.',
  ],
  'page/unknown-service': [
    'Service that the site doesn’t define',
    'Use a service from the site’s configuration, or add this service to it.',
  ],
  'page/unknown-severity': [
    'Severity that the site doesn’t define',
    'The site’s configuration lists its severities. By default, they are SEV1 to SEV5.',
  ],
  'page/unknown-value': [
    'Unknown value',
    'The result has no field with this name. The hint shows the nearest one.',
  ],
  'page/unknown-variant': ['Unknown variant', 'The scenario has no variant with this name.'],
  'page/unknown-view': ['Unknown view', 'The hint lists the views.'],
  'page/unused-within': [
    'Tolerance without a mark',
    '`within` sets how far the mark with the same id may be from the entry’s time. No scenario on the page has a mark with this id, so nothing is compared. Give the mark and the entry the same id, or remove `within`.',
  ],
  'page/url': [
    'Link with a forbidden scheme',
    'Links can use http, https and mailto, or point to pages on the site.',
  ],
  'page/value': [
    'Invalid observed value',
    'A value is a number, a share, a rate or a duration. Its tolerance is a percentage of it, or an amount of the same kind.',
  ],
  'page/view-diagram': [
    'View that can’t be drawn',
    'This is an internal error in Hindcast, not a mistake in your text. Please report it.',
  ],
  'edition/internal-service': [
    'Internal service on a public page',
    'The public edition doesn’t have this service. Make it public in the configuration, or mark the row as internal.',
  ],
  'edition/marker': [
    'Visibility marker without any effect',
    'The opening and closing markers must be in the same list item, quote or paragraph, or both between blocks. A public section can’t be inside an internal one. A comment that only looks like a marker would publish what it was meant to hide, so the following are errors, too: a misspelled marker, a comment that starts with a word like “internal”, “private” or “draft”, and a marker in a place where Markdown doesn’t recognize comments.',
  ],
  'edition/needs-internal': [
    'Public content that depends on internal content',
    'The public content refers to content that isn’t in the public edition. Make both public, or both internal.',
  ],
  'config/duplicate': [
    'Duplicate id or name in the configuration',
    'Use each severity id, service id and service name only once.',
  ],
  'config/same-folder': [
    'Both editions in one folder',
    'The editions would overwrite each other, and internal pages could be published.',
  ],
  'config/unknown-service': [
    'Dependency on an unknown service',
    '`dependsOn` must list ids of services in the configuration.',
  ],
  'file/unreadable': [
    'Unreadable file',
    'The file isn’t UTF-8 text, is too large, or isn’t readable with your permissions.',
  ],
  'site/public-link': [
    'Link to a file outside the site',
    'Everything in `public/` is copied to the site, so a symbolic link in it could publish any file on the machine that builds the site.',
  ],
  'site/config': [
    'Unreadable configuration',
    'The file `astro.config` can’t be loaded, or doesn’t call `hindcast()`. Run `hindcast doctor` for details.',
  ],
  'review/action-due': [
    'Action without a due date',
    'Actions without a due date rarely get done. Actions that are done, declined or announced by others don’t need one.',
  ],
  'review/action-owner': ['Action without an owner', 'Set `owner` to a person or a team.'],
  'review/blame': [
    'Wording that blames a person',
    'People act on the information they have. Describe what made the failure possible instead. Quotes are ignored, and `--no-blame` turns this check off.',
  ],
  'review/broken-fragment': [
    'Link to a missing heading',
    'The page exists, but the heading doesn’t. The hint shows the nearest one.',
  ],
  'review/broken-link': [
    'Broken link',
    'The site has no such page. Link to other write-ups as `../file-name/`.',
  ],
  'review/duplicate-action': [
    'Duplicate action id on the site',
    'People refer to actions by id across write-ups, so ids must be unique on the site.',
  ],
  'review/duplicate-scenario': [
    'Duplicate scenario id on the site',
    'Results and comparisons refer to scenarios by id. Name each one after its incident.',
  ],
  'review/duplicate-title': [
    'Duplicate title',
    'In lists and feeds, readers see only titles. Add something specific to this incident.',
  ],
  'review/file-link': [
    'Link to a source file',
    'The site has pages, not Markdown files. Link to `../file-name/`.',
  ],
  'review/rooted-link': [
    'Link relative to the site’s root',
    'The link breaks if the site is served under a path. Make it relative to this page: `../file-name/`.',
  ],
});
