import { errorTexts } from './error.ts';

/** Findings about pages, editions, the configuration and the whole site. */
export const PAGE_ERRORS = errorTexts({
  'page/announces': [
    "An entry that can't announce anything",
    'Only public posts announce entries: a timeline entry of kind `communication`, or an item of `status_updates`.',
  ],
  'page/cite-form': [
    "A citation that can't be read",
    'Inline code that starts with `sim:` is replaced by a value of a scenario, for example `sim: name.impact.service.duration`. The same code with `sim` but without the colon is reported too, if it has the form of a citation or names a scenario of the page.',
  ],
  'page/diagram': ["A diagram that can't be drawn", 'The mermaid text has a mistake at this place.'],
  'page/diagram-title': [
    'A diagram without a text alternative',
    "Readers who can't see the diagram need one. Add a line `accTitle: ...` to it.",
  ],
  'page/duplicate-action': ['A duplicate action id', 'Give each action a unique id.'],
  'page/duplicate-entry': [
    'A duplicate id of a timeline entry',
    'Ids of timeline entries are unique on a page, across its `timeline` blocks.',
  ],
  'page/duplicate-scenario': [
    'A duplicate scenario id',
    'Citations and views refer to scenarios by id, so each id is used once per page.',
  ],
  'page/duration': ['An invalid duration', 'Write it like 90s, 5m or 1h30m.'],
  'page/empty-view': [
    'A view with nothing to show',
    'The scenario has nothing that this view could show. Remove the view, or add to the scenario what it shows.',
  ],
  'page/entry-id': [
    "An id that scenarios can't refer to",
    'Scenarios refer to an entry as `observed.id`, so the id has letters, digits and `_`, and starts with a letter.',
  ],
  'page/fence-name': [
    'A misspelled block',
    'The name of the fence is close to one that Hindcast reads, so the block is probably a mistake. It is shown as plain code.',
  ],
  'page/file-name': [
    "A file name that can't be an address",
    "The page's address is made from its file name: lowercase letters, digits and hyphens.",
  ],
  'page/front-matter': [
    'Missing front matter',
    'A page starts with a line `---`, its keys, and another line `---`.',
  ],
  'page/html': [
    'HTML that is removed',
    'Scripts, styles, frames and event handlers in write-ups never reach a page. Use Markdown.',
  ],
  'page/image-text': [
    'An image without a text alternative',
    "Readers who can't see the image need one: `![what it shows](file.png)`.",
  ],
  'page/lost-block': [
    'A block that HTML removes',
    'The block is inside HTML that is removed. Move it out, or close the HTML element before it.',
  ],
  'page/no-evidence': [
    'An entry without evidence',
    'Say how its time is known: the address of a log, a message or a published account.',
  ],
  'page/no-run': ['A view of a run in a scenario without one', 'Set `until` to how long the scenario runs.'],
  'page/no-search': [
    'A view of a search in a scenario without one',
    'Add `explore: {}`, or a claim with `explore` under `expect`.',
  ],
  'page/no-value': [
    'A citation without a value',
    'The result has this field, but it is empty: for example, the service never recovers, or nothing is violated. Say it in words.',
  ],
  'page/not-verified': [
    'An action that nothing verifies',
    '`verified_by` needs a scenario of this page, written as `scenario` or `scenario#variant`.',
  ],
  'page/open-fence': [
    'A block that is never closed',
    'A fence is closed by a line with only its marks. Without that line, the blocks below are text inside it. To show a fence as text on purpose, put it inside a longer fence.',
  ],
  'page/remote-image': [
    'An image from another site',
    'Pages load nothing from other sites. Save a copy next to the write-up.',
  ],
  'page/time': [
    'An invalid time, date or time zone',
    'Write times as RFC 3339 with an offset, for example 2026-03-02T09:00:00+01:00, and zones by their IANA name.',
  ],
  'page/time-order': [
    'Times in an impossible order',
    'Something ends before it begins. Check the date and the offset of both times.',
  ],
  'page/too-large': ['A file that is too large', 'A page has a maximum length. Split the file.'],
  'page/unknown-entry': [
    'An unknown timeline entry',
    'The id must be that of an entry in a `timeline` block of this page.',
  ],
  'page/unknown-related': ['An unknown write-up', '`related` lists write-ups by file name, without `.md`.'],
  'page/unknown-scenario': [
    'An unknown scenario',
    'Citations and `show` blocks refer to scenarios of the same page.',
  ],
  'page/unknown-service': [
    "A service that the site doesn't define",
    "The site's configuration lists its services. Use one of them, or add this one.",
  ],
  'page/unknown-severity': [
    "A severity that the site doesn't define",
    "The site's configuration lists its severities. By default they are SEV1 to SEV5.",
  ],
  'page/unknown-value': [
    'An unknown value',
    'The result has no field with this name. The hint shows the nearest one.',
  ],
  'page/unknown-variant': ['An unknown variant', 'The scenario has no variant with this name.'],
  'page/unknown-view': ['An unknown view', 'The hint lists the views.'],
  'page/url': [
    'A link to a forbidden address',
    'Links lead to http, https and mailto addresses, and to pages of the site.',
  ],
  'page/view-diagram': [
    "A view that can't be drawn",
    'This is an internal error of Hindcast, not a mistake in your text. Please report it.',
  ],
  'edition/internal-service': [
    'An internal service on a public page',
    "The public edition doesn't have this service. Make it public in the configuration, or mark the row as internal.",
  ],
  'edition/marker': [
    'A misplaced visibility marker',
    "Both ends of a part are in the same list item, quote or paragraph, or both are between blocks. A public part can't be inside an internal one.",
  ],
  'edition/needs-internal': [
    'Something public that needs something internal',
    'The public edition leaves out what this depends on. Make both public, or both internal.',
  ],
  'config/duplicate': [
    'A duplicate id in the configuration',
    'Ids of severities and of services are unique.',
  ],
  'config/same-folder': [
    'Both editions in one folder',
    'They would overwrite each other, and internal pages could be published.',
  ],
  'config/unknown-service': [
    'A dependency on an unknown service',
    '`dependsOn` lists services of the configuration.',
  ],
  'file/unreadable': [
    "A file that can't be read",
    "It isn't UTF-8 text, it is too large, or you have no permission to read it.",
  ],
  'site/config': [
    "A configuration that can't be read",
    "The file `astro.config` can't be loaded, or doesn't call `hindcast()`. Run `hindcast doctor` for details.",
  ],
  'review/action-due': [
    'An action without a due date',
    "Actions without a due date are rarely done. Actions that are done, declined or announced by others don't need one.",
  ],
  'review/action-owner': ['An action without an owner', 'Set `owner` to a person or a team.'],
  'review/blame': [
    'Words that blame a person',
    'People act on what they see. Describe what the system made possible instead. Quotes are ignored, and `--no-blame` turns this check off.',
  ],
  'review/broken-fragment': [
    'A link to a missing heading',
    "The page exists, but the heading doesn't. The hint shows the nearest one.",
  ],
  'review/broken-link': [
    'A broken link',
    'The site has no such page. Link to other write-ups as `../file-name/`.',
  ],
  'review/duplicate-action': [
    'An action id used by two write-ups',
    'People refer to actions by id across write-ups, so ids are unique on the site.',
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
    'A link from the root of the site',
    'It breaks if the site is served under a path. Make it relative to this page: `../file-name/`.',
  ],
});
