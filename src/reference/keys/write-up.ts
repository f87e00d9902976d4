import { DURATION, INSTANT, type KeyNotes, keyNotes, type MapRules, NONE, SWITCH, TEXT } from './note.ts';

const LINES = 'list of texts, or of maps with `text` and `visibility`';
const DATE = 'date or RFC 3339 time';
const SOURCE = 'address or text';
const PUBLIC = 'choice';
const AS_LIST = 'the setting for the list in `public`';
const HELD = 'list of keys';

export const FRONT_MATTER_RULES: MapRules = {
  '': 'An empty key counts as missing. In the public edition, only `title`, `summary`, `status`, `severity` and `started_at` are shown unless `public` lists more keys.',
  'services[]':
    'Each item in a list of texts is a text or a map with these keys. The map sets the item’s visibility.',
  'impact[]': 'A row needs `service` or `who`.',
};

export const FRONT_MATTER_NOTES: KeyNotes = keyNotes({
  title: [TEXT, ''],
  summary: [TEXT, ''],
  status: ['choice', '`draft`'],
  visibility: [PUBLIC, '`internal`'],
  severity: ['id of a severity on the site', ''],
  incident_type: [TEXT, NONE],
  near_miss: [SWITCH, '`false`'],
  services: [LINES, 'empty'],
  regions: [LINES, 'empty'],
  categories: [LINES, 'empty'],
  authors: [LINES, 'empty'],
  owner: [TEXT, NONE],
  reviewers: [LINES, 'empty'],
  published_at: [DATE, NONE],
  zone: ['IANA zone', 'the site’s `zone`'],
  started_at: [INSTANT, ''],
  detected_at: [INSTANT, NONE],
  acknowledged_at: [INSTANT, NONE],
  identified_at: [INSTANT, NONE],
  mitigated_at: [INSTANT, NONE],
  resolved_at: [INSTANT, NONE],
  detection: ['map', NONE],
  trigger: [TEXT, NONE],
  root_causes: [LINES, 'empty'],
  contributing_factors: [LINES, 'empty'],
  went_well: [LINES, 'empty'],
  went_wrong: [LINES, 'empty'],
  got_lucky: [LINES, 'empty'],
  open_questions: [LINES, 'empty'],
  impact: ['list of rows', 'empty'],
  roles: ['list of maps', 'empty'],
  actions: ['list of actions', 'empty'],
  related: [LINES, 'empty'],
  links: ['list of maps', 'empty'],
  status_updates: ['list of posts', 'empty'],
  history: ['list of changes', 'empty'],
  public: ['`everything`, or a list of keys, `body`, `timeline` and `scenarios`', 'nothing more'],
  internal: [HELD, 'empty'],

  'services[].text': [TEXT, ''],
  'services[].visibility': [PUBLIC, AS_LIST],
  'detection.method': [TEXT, NONE],
  'detection.source': [SOURCE, NONE],
  'impact[].service': [TEXT, 'required without `who`'],
  'impact[].who': [TEXT, 'required without `service`'],
  'impact[].text': [TEXT, NONE],
  'impact[].from': [INSTANT, NONE],
  'impact[].to': [INSTANT, NONE],
  'impact[].value': ['number or text', NONE],
  'impact[].unit': [TEXT, NONE],
  'impact[].basis': ['choice', '`reported`'],
  'impact[].source': [SOURCE, NONE],
  'impact[].visibility': [PUBLIC, AS_LIST],
  'impact[].internal': [HELD, 'empty'],
  'roles[].role': [TEXT, ''],
  'roles[].who': [TEXT, ''],
  'roles[].visibility': [PUBLIC, AS_LIST],
  'actions[].id': [TEXT, ''],
  'actions[].title': [TEXT, ''],
  'actions[].type': ['choice', '`other`'],
  'actions[].priority': ['text or number', NONE],
  'actions[].owner': [TEXT, NONE],
  'actions[].ticket': [SOURCE, NONE],
  'actions[].due': ['date', NONE],
  'actions[].status': ['choice', '`open`'],
  'actions[].source': [SOURCE, NONE],
  'actions[].verified_by': ['`scenario` or `scenario#variant`', NONE],
  'actions[].visibility': [PUBLIC, AS_LIST],
  'actions[].internal': [HELD, 'empty'],
  'links[].title': [TEXT, ''],
  'links[].url': ['address', ''],
  'links[].visibility': [PUBLIC, AS_LIST],
  'status_updates[].at': [INSTANT, ''],
  'status_updates[].text': [TEXT, ''],
  'status_updates[].source': [SOURCE, NONE],
  'status_updates[].announces': ['list of ids of timeline entries', 'empty'],
  'status_updates[].visibility': [PUBLIC, AS_LIST],
  'status_updates[].internal': [HELD, 'empty'],
  'history[].at': [DATE, ''],
  'history[].text': [TEXT, ''],
  'history[].by': [TEXT, NONE],
  'history[].visibility': [PUBLIC, AS_LIST],
  'history[].internal': [HELD, 'empty'],
});

export const TIMELINE_RULES: MapRules = {
  '[]': 'A `timeline` block is a list of entries with these keys. An entry without `evidence` is reported as a warning.',
  '[].evidence': '`evidence` is an address, a text, or this map.',
};

export const TIMELINE_NOTES: KeyNotes = keyNotes({
  '[].id': ['name', ''],
  '[].at': [INSTANT, ''],
  '[].to': [INSTANT, 'none; the entry is a moment'],
  '[].kind': ['`impact`, `detection`, `response`, `communication`, `recovery` or `context`', ''],
  '[].actor': [TEXT, NONE],
  '[].text': [TEXT, ''],
  '[].evidence': ['address, text or map', NONE],
  '[].within': [DURATION, 'none; any difference is accepted'],
  '[].basis': ['choice', '`observed`'],
  '[].announces': ['list of ids of timeline entries', 'empty'],
  '[].visibility': [PUBLIC, 'the setting for `timeline` in `public`'],
  '[].internal': [HELD, 'empty'],
  '[].evidence.url': ['address', ''],
  '[].evidence.title': [TEXT, 'the address'],
});

export const GUIDE_NOTES: KeyNotes = keyNotes({
  title: [TEXT, ''],
  summary: [TEXT, ''],
  order: ['number', 'after all guides that have an `order`'],
  visibility: [PUBLIC, '`internal`'],
  public: [
    '`everything`, or a list of `title`, `summary`, `order`, `body`, `timeline` and `scenarios`',
    'title, summary and order',
  ],
});
