import { errorTexts } from './error.ts';

/** Errors and warnings about pages, editions, the configuration and the whole site. */
export const PAGE_ERRORS = errorTexts({
  'page/announces': [
    'An entry that can’t announce anything',
    'Only public posts announce entries: a timeline entry of kind `communication`, or an item of `status_updates`.',
  ],
  'page/cite-form': [
    'A citation that can’t be read',
    'Inline code that starts with `sim:` is replaced with a value from a scenario, for example `sim: name.impact.service.duration`. Inline code that starts with `sim` but lacks the colon is also reported if it looks like a citation or names a scenario on the page.',
  ],
  'page/diagram': ['A diagram that can’t be drawn', 'The mermaid text has an error at this position.'],
  'page/diagram-title': [
    'A diagram without a text alternative',
    'Readers who can’t see the diagram need one. Add a line `accTitle: ...` to the diagram.',
  ],
  'page/duplicate-action': ['A duplicate action id', 'Give each action a unique id.'],
  'page/duplicate-entry': [
    'A duplicate timeline entry id',
    'Timeline entry ids must be unique on a page, across all `timeline` blocks.',
  ],
  'page/duplicate-scenario': [
    'A duplicate scenario id',
    'Citations and views refer to scenarios by id, so each id can be used only once per page.',
  ],
  'page/duration': ['An invalid duration', 'Write it like 90s, 5m or 1h30m.'],
  'page/empty-view': [
    'A view with nothing to show',
    'The scenario has nothing that this view could show. Remove the view, or add what it shows to the scenario.',
  ],
  'page/entry-id': [
    'An id that scenarios can’t refer to',
    'Scenarios refer to an entry as `observed.id`, so the id must consist of letters, digits and `_`, and start with a letter.',
  ],
  'page/fence-name': [
    'A misspelled block',
    'The name of the fence is close to one that Hindcast reads, so the block is probably a mistake. It is shown as plain code.',
  ],
  'page/file-name': [
    'A file name that isn’t valid in a URL',
    'The page’s URL is made from its file name, so use only lowercase letters, digits and hyphens.',
  ],
  'page/front-matter': [
    'Missing front matter',
    'A page must start with a line `---`, its keys, and another line `---`.',
  ],
  'page/html': [
    'HTML that is removed',
    'Scripts, styles, frames and event handlers in write-ups are never published. Use Markdown.',
  ],
  'page/image-text': [
    'An image without a text alternative',
    'Readers who can’t see the image need one: `![what it shows](file.png)`.',
  ],
  'page/lost-block': [
    'A block that HTML removes',
    'The block is inside HTML that is removed. Move it out, or close the HTML element before it.',
  ],
  'page/no-evidence': [
    'An entry without evidence',
    'Say how the time is known: add a link to a log, a message or a published account.',
  ],
  'page/no-run': ['A view of a run in a scenario without one', 'Set `until` to the duration of the run.'],
  'page/no-search': [
    'A view of a search in a scenario without one',
    'Add `explore: {}`, or a claim with `explore` under `expect`.',
  ],
  'page/no-value': [
    'A citation without a value',
    'The result has this field, but it is empty: for example, the service never recovers, or nothing is violated. Replace the citation with words.',
  ],
  'page/not-verified': [
    'An action with an unknown verification',
    '`verified_by` needs a scenario on this page, written as `scenario` or `scenario#variant`.',
  ],
  'page/open-fence': [
    'A block that is never closed',
    'A line with only the fence characters closes a block. Without it, the blocks below become text inside this one. To show a fence as text on purpose, put it inside a longer fence.',
  ],
  'page/remote-image': [
    'An image from another site',
    'Pages don’t load anything from other sites. Save a copy next to the write-up.',
  ],
  'page/time': [
    'An invalid time, date or time zone',
    'Write times as RFC 3339 with an offset, for example 2026-03-02T09:00:00+01:00, and zones by their IANA name.',
  ],
  'page/time-order': [
    'Times in an impossible order',
    'The end is before the start. Check the date and the offset of both times.',
  ],
  'page/too-large': ['A file that is too large', 'A page has a maximum length. Split the file.'],
  'page/unknown-entry': [
    'An unknown timeline entry',
    'The id must belong to an entry in a `timeline` block on this page.',
  ],
  'page/unknown-related': ['An unknown write-up', '`related` lists write-ups by file name, without `.md`.'],
  'page/unknown-scenario': [
    'An unknown scenario',
    'Citations and `show` blocks refer to scenarios on the same page.',
  ],
  'page/unknown-service': [
    'A service that the site doesn’t define',
    'The site’s configuration lists its services. Use one of them, or add this one.',
  ],
  'page/unknown-severity': [
    'A severity that the site doesn’t define',
    'The site’s configuration lists its severities. By default, they are SEV1 to SEV5.',
  ],
  'page/unknown-value': [
    'An unknown value',
    'The result has no field with this name. The hint shows the nearest one.',
  ],
  'page/unknown-variant': ['An unknown variant', 'The scenario has no variant with this name.'],
  'page/unknown-view': ['An unknown view', 'The hint lists the views.'],
  'page/url': [
    'A link with a forbidden scheme',
    'Links can use http, https and mailto, or lead to pages of the site.',
  ],
  'page/view-diagram': [
    'A view that can’t be drawn',
    'This is an internal error in Hindcast, not a mistake in your text. Please report it.',
  ],
  'edition/internal-service': [
    'An internal service on a public page',
    'The public edition doesn’t have this service. Make it public in the configuration, or mark the row as internal.',
  ],
  'edition/marker': [
    'A misplaced visibility marker',
    'The opening and closing markers must be in the same list item, quote or paragraph, or both between blocks. A public section can’t be inside an internal one.',
  ],
  'edition/needs-internal': [
    'Public content that depends on internal content',
    'The public edition doesn’t contain what this depends on. Make both public, or both internal.',
  ],
  'config/duplicate': [
    'A duplicate id or name in the configuration',
    'Use each severity id, service id and service name only once.',
  ],
  'config/same-folder': [
    'Both editions in one folder',
    'They would overwrite each other, and internal pages could be published.',
  ],
  'config/unknown-service': [
    'A dependency on an unknown service',
    '`dependsOn` must list ids of services in the configuration.',
  ],
  'file/unreadable': [
    'A file that can’t be read',
    'It isn’t UTF-8 text, it is too large, or you have no permission to read it.',
  ],
  'site/config': [
    'A configuration that can’t be read',
    'The file `astro.config` can’t be loaded, or doesn’t call `hindcast()`. Run `hindcast doctor` for details.',
  ],
  'review/action-due': [
    'An action without a due date',
    'Actions without a due date are rarely done. Actions that are done, declined or announced by others don’t need one.',
  ],
  'review/action-owner': ['An action without an owner', 'Set `owner` to a person or a team.'],
  'review/blame': [
    'Words that blame a person',
    'People act on what they see. Describe what the system made possible instead. Quotes are ignored, and `--no-blame` turns this check off.',
  ],
  'review/broken-fragment': [
    'A link to a missing heading',
    'The page exists, but the heading doesn’t. The hint shows the nearest one.',
  ],
  'review/broken-link': [
    'A broken link',
    'The site has no such page. Link to other write-ups as `../file-name/`.',
  ],
  'review/duplicate-action': [
    'An action id used by two write-ups',
    'People refer to actions by id across write-ups, so ids must be unique on the site.',
  ],
  'review/duplicate-scenario': [
    'A scenario id used by two write-ups',
    'Results and comparisons refer to scenarios by id. Name each one after its incident.',
  ],
  'review/duplicate-title': [
    'Two write-ups with the same title',
    'Lists and feeds show only titles. Add what was specific to this incident.',
  ],
  'review/file-link': [
    'A link to a source file',
    'The site has pages, not Markdown files. Link to `../file-name/`.',
  ],
  'review/rooted-link': [
    'A link relative to the site’s root',
    'It breaks if the site is served under a path. Make it relative to this page: `../file-name/`.',
  ],
});
