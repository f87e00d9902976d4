import { errorTexts } from './error.ts';

/** Findings about pages, editions, the configuration and the whole site. */
export const PAGE_ERRORS = errorTexts({
  'page/cite-form': [
    'A citation that names no value',
    'Inline code that begins with `sim:` is replaced by a value of a scenario: `sim: name.impact.service.duration`.',
  ],
  'page/diagram': ['A diagram that can not be drawn', 'The mermaid text has a mistake at this place.'],
  'page/diagram-title': [
    'A diagram without a title',
    'Readers who do not see it need one: add `accTitle: ...` to it.',
  ],
  'page/duplicate-action': ['Two actions with one id', 'Give each action an id of its own.'],
  'page/duplicate-entry': [
    'Two entries with one id',
    'Ids of timeline entries are unique on a page, across its blocks.',
  ],
  'page/duplicate-scenario': [
    'Two scenarios with one id',
    'Citations and views name scenarios by id, so it stands once on a page.',
  ],
  'page/duration': ['No length of time', 'Write it like 90s, 5m or 1h30m.'],
  'page/empty-view': [
    'A view with nothing in it',
    'The scenario has nothing that this view could show. Leave the view out.',
  ],
  'page/entry-id': [
    'An id that scenarios can not say',
    'Scenarios name an entry as `observed.id`: letters, digits and `_`, beginning with a letter.',
  ],
  'page/fence-name': [
    'A block that nearly has a meaning',
    'The name of the fence is close to one that Hindcast reads. Nothing is left out silently.',
  ],
  'page/file-name': [
    'A file that can be no address',
    'The address of a page is made of its name: small letters, digits and hyphens.',
  ],
  'page/front-matter': ['No front matter', 'A page begins with a line `---`, its keys, and another `---`.'],
  'page/html': [
    'HTML that is taken out',
    'Scripts, styles, frames and handlers of authors never reach a page. Use Markdown.',
  ],
  'page/image-text': [
    'A picture without a text',
    'Readers who do not see it need one: `![what it shows](file.png)`.',
  ],
  'page/lost-block': [
    'A block that got lost',
    'It stands inside HTML that was taken out. Put it on its own.',
  ],
  'page/no-evidence': [
    'An entry without evidence',
    'Say how its time is known: the address of a log, a message, a published account.',
  ],
  'page/no-run': ['A view of a run that there is none of', 'Say with `until` how long the scenario runs.'],
  'page/no-search': [
    'A view of a search that there is none of',
    'Ask for one with `explore: {}`, or claim something of it.',
  ],
  'page/no-value': [
    'A citation without a value',
    'The result has the field, but nothing in it: the service never recovers, nothing is violated. Say it in words.',
  ],
  'page/not-verified': [
    'Nothing that could verify the action',
    '`verified_by` names a scenario of the page, or `scenario#variant`.',
  ],
  'page/remote-image': [
    'A picture from another site',
    'Pages load nothing from elsewhere. Put the file beside the write-up.',
  ],
  'page/announces': [
    'An entry that makes nothing known',
    'Only a public post can announce something: an entry of kind `communication`, or an item of `status_updates`.',
  ],
  'page/time': [
    'No time',
    'Write RFC 3339 with an offset, such as 2026-03-02T09:00:00+01:00; a zone is an IANA name.',
  ],
  'page/time-order': [
    'Times in an impossible order',
    'Something ends before it begins. Look at the date and the offset of both.',
  ],
  'page/too-large': ['A file that is too large', 'A page has a limit on its length.'],
  'page/unknown-entry': ['No such entry of the timeline', 'It names entries of the page’s timelines by id.'],
  'page/unknown-related': [
    'No such write-up',
    '`related` names write-ups as their files are named, without `.md`.',
  ],
  'page/unknown-scenario': [
    'No such scenario on the page',
    'Citations and `show` blocks name scenarios of the same page.',
  ],
  'page/unknown-service': [
    'A service that the site does not know',
    'The configuration lists the services of the house. Name one of them, or add it there.',
  ],
  'page/unknown-severity': [
    'A severity that the site does not know',
    'The configuration lists the severities; without a list they are SEV1 to SEV5.',
  ],
  'page/unknown-value': [
    'No such value',
    'The result has no field of this name. The hint names the nearest.',
  ],
  'page/unknown-variant': ['No such variant', 'The scenario has no variant of this name.'],
  'page/unknown-view': ['No such view', 'The hint lists the views.'],
  'page/url': [
    'An address that a page may not link to',
    'Links lead to http, https and mailto addresses, and to places on the site.',
  ],
  'page/view-diagram': [
    'A view that can not be drawn',
    'This is a fault of Hindcast, not of the text: please report it.',
  ],
  'edition/internal-service': [
    'A public page names an internal service',
    'The public edition does not know the service. Make it public in the configuration, or the line internal.',
  ],
  'edition/marker': [
    'A mark of visibility that is not clear',
    'Each mark has its other end in the same list item, quote or paragraph, or both stand between blocks. A public part can not stand inside an internal one.',
  ],
  'edition/needs-internal': [
    'Something public hangs on something internal',
    'The public edition can not show it without what it leaves out. Make both public, or both internal.',
  ],
  'config/duplicate': [
    'Two things with one id in the configuration',
    'Ids of severities and of services are unique.',
  ],
  'config/same-folder': [
    'Both editions in one folder',
    'They would overwrite each other, and what is internal could be published.',
  ],
  'config/unknown-service': [
    'A service that depends on nothing known',
    '`dependsOn` names services of the configuration.',
  ],
  'file/unreadable': [
    'A file that can not be read',
    'It is no UTF-8 text, too large, or you have no permission.',
  ],
  'site/config': [
    'A configuration that is not read',
    'The file astro.config can not be loaded, or does not call `hindcast()`. `hindcast doctor` tells more.',
  ],
  'review/action-due': [
    'An action without a date',
    'Actions without a date are rarely done. Those that are done, declined or announced by others need none.',
  ],
  'review/action-owner': ['An action that nobody owns', 'Name a person or a team.'],
  'review/blame': [
    'Words that judge a person',
    'People act on what they see; the write-up shows what the system let happen. Quotes are left alone, and `--no-blame` switches this off.',
  ],
  'review/broken-fragment': [
    'A link to a heading that is not there',
    'The page exists, the heading does not. The hint names the nearest.',
  ],
  'review/broken-link': [
    'A link that leads nowhere',
    'The site has no such page. Other write-ups are linked as `../file-name/`.',
  ],
  'review/duplicate-action': [
    'An action id that stands twice on the site',
    'People name actions by their ids, across write-ups.',
  ],
  'review/duplicate-scenario': [
    'A scenario id that stands twice on the site',
    'Results and comparisons go by it. Name it after its incident.',
  ],
  'review/duplicate-title': [
    'Two write-ups with one title',
    'Lists and feeds show titles alone. Name what was particular.',
  ],
  'review/file-link': [
    'A link to a file of the sources',
    'The site has pages, not files: link to `../file-name/`.',
  ],
  'review/rooted-link': [
    'A link from the root of the site',
    'It breaks where the site is served under a path. Write it from the page: `../file-name/`.',
  ],
});
