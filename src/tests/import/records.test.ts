import { expect, test } from 'vitest';
import { Finisher } from '../../import/draft/finish.ts';
import type { ImportedRecord, MomentName } from '../../import/record/record.ts';
import { markdownOfSlack } from '../../import/text/slack-markup.ts';
import { formatUtc } from '../../time/instant.ts';
import { importIn, inFolder, recordOf, sample } from './importing.ts';
import expected from './samples/expected.json' with { type: 'json' };

/** The first claim for each of a record's moments, in the format of the sample's expectations. */
function momentsOf(record: ImportedRecord): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { moment, at } of record.moments) found[moment] ??= formatUtc(at);
  return found;
}

const times = (all: readonly { readonly at: number }[]): string[] => all.map(({ at }) => formatUtc(at));

test('Statuspage gives the expected moments, updates and impact windows', async () => {
  const wanted = expected['statuspage/incidents.v2.json'];
  const record = await recordOf('statuspage/incidents.v2.json');
  expect(record.title?.text).toBe(wanted.title);
  expect(record.severity).toBe(wanted.impact);
  const { started_at, identified_at, mitigated_at, resolved_at } = wanted;
  expect(momentsOf(record)).toEqual({ started_at, identified_at, mitigated_at, resolved_at });
  expect(times(record.updates)).toEqual(wanted.status_updates_at);
  expect(
    record.impact.map(({ service, from, to }) => ({ service, from: formatUtc(from!), to: formatUtc(to!) })),
  ).toEqual(wanted.impact_rows);
  expect(record.left.map(({ what }) => what)).toEqual(wanted.skipped);
  expect(record.notes[0]).toBe(wanted.notes[0]);
  expect(record.notes).toHaveLength(wanted.notes.length);
  expect(record.zone).toBe('America/Chicago');
});

test.each(['statuspage/incident.v1.json', 'statuspage/incidents.v1.page1.json'])(
  '%s has the same incident',
  async (name) => {
    const record = await recordOf(name);
    expect(record.title?.text).toBe('Payments fail at checkout');
    expect(record.impact).toHaveLength(1);
    expect(record.updates.map(({ text }) => text.text).join()).toContain('&amp;');
  },
);

test('PagerDuty joins notes that are in the log, and leaves out people and routing', async () => {
  const wanted = expected['pagerduty/* (incident, both pages, notes, change events)'];
  const record = await recordOf(
    ...['incident', 'log_entries.page1', 'log_entries.page2', 'notes', 'related_change_events'].map(
      (name) => `pagerduty/${name}.json`,
    ),
  );
  const moments = momentsOf(record);
  const keys: readonly MomentName[] = ['detected_at', 'acknowledged_at', 'resolved_at'];
  expect(keys.map((key) => moments[key])).toEqual([
    wanted.detected_at,
    wanted.acknowledged_at,
    wanted.resolved_at,
  ]);
  expect(record.severity).toBe(wanted.severity);
  expect(record.services).toEqual(wanted.services);
  expect(record.entries).toHaveLength(wanted.entries);
  expect(record.joined).toBe(wanted.duplicates_joined);
  expect(record.left.map(({ what }) => what).sort()).toEqual([...wanted.left].sort());
});

test('PagerDuty without its second page is an error that says which entries are missing', async () => {
  await expect(recordOf('pagerduty/log_entries.page1.json')).rejects.toThrow(
    /import\/missing-page.*log_entries\.page1/,
  );
  await expect(recordOf('pagerduty/log_entries.page2.json')).rejects.toThrow(/log entries 1 to 5/);
});

test('incident.io gives timestamps, updates and follow-ups', async () => {
  const wanted = expected['incident-io/*'];
  const record = await recordOf(
    ...['incidents.v2', 'incident_updates.v2', 'follow_ups.v2'].map((name) => `incident-io/${name}.json`),
  );
  const { started_at, detected_at, identified_at, mitigated_at, resolved_at } = wanted;
  expect(momentsOf(record)).toEqual({ started_at, detected_at, identified_at, mitigated_at, resolved_at });
  expect(record.severity).toBe(wanted.severity);
  expect(record.services).toEqual(wanted.services);
  expect(record.entries).toHaveLength(wanted.update_entries);
  const words: Readonly<Record<string, string>> = {
    outstanding: 'open',
    completed: 'done',
    not_doing: 'declined',
  };
  expect(record.actions.map(({ title, status }) => [title.text, status])).toEqual(
    wanted.actions.map(([title, status]) => [title, words[status!]]),
  );
  expect(record.people).toContain('Ines Okafor');
});

test.each(['slack/Larkspur Slack export Mar 29 2026 - Mar 30 2026.zip', 'slack/export'])(
  'Slack: of %s, only pinned and marked messages are taken',
  async (name) => {
    const wanted = expected['slack/* channel inc-417-checkout'];
    await inFolder(async (bench) => {
      const args = [
        sample(name),
        sample('statuspage/incidents.v2.json'),
        '--new',
        'X',
        '--workspace',
        'larkspur',
      ];
      const { report, text } = await importIn(bench, args);
      expect(report.notes).toContain(`Slack: read ${wanted.messages} messages of #inc-417-checkout`);
      const page = text('x.md');
      const at = [...page.matchAll(/^ {2}at: (.+)$/gm)].map(([, time]) => time);
      const pinned = wanted.pinned.map(([time]) => time!);
      expect(at).toEqual([...pinned, ...wanted.added_by_reaction_pushpin].sort());
      for (const secret of wanted.must_never_appear)
        expect(page + JSON.stringify(report)).not.toContain(secret);
      expect(page).toContain(wanted.permalink_of_reply);
    });
  },
);

test('Slack’s markup becomes Markdown', () => {
  const wanted = expected['slack/* channel inc-417-checkout'].markdown_of_found_it;
  const text =
    'Found it: `pool.max` is *20* since release 412, it was _40_. ~Database is fine~\n&gt; see <#C0GENERAL1|general> and <@U0TOMA0002>';
  const markdown = markdownOfSlack(text);
  expect(markdown).toBe(`${wanted.split(' (then')[0]} > see #general and a responder`);
  expect(
    markdownOfSlack('<!here> *a* &lt;b&gt; <https://x.example/?a=1&amp;b=2|the _label_> 2*3*4 :eyes:'),
  ).toBe('**a** \\<b> [the _label_](https://x.example/?a=1&b=2) 2*3*4');
  expect(markdownOfSlack('```\nkey = *1*\n```')).toBe('`key = *1*`');
});

test.each([
  ['jira/issues.csv', expected['jira/issues.csv linear/issues.csv'].jira],
  ['held-out/linear.issues.csv', expected['jira/issues.csv linear/issues.csv'].linear],
])('%s gives the actions that are expected', async (name, wanted) => {
  await inFolder(async (bench) => {
    const { text } = await importIn(bench, [
      sample(name),
      sample('statuspage/incidents.v2.json'),
      '--new',
      'X',
    ]);
    const page = text('x.md');
    for (const [key, status, due] of wanted) {
      const id = key!.toLowerCase();
      const action = page.slice(page.indexOf(`- id: ${id}`)).split('\n  - ')[0]!;
      expect(action).toContain(`ticket: ${key}`);
      expect(action).toContain(`status: ${status}`);
      if (due === null) expect(action).not.toContain('due:');
      else expect(action).toContain(`due: ${due}`);
    }
    if (name.includes('linear'))
      expect(page).toContain(expected['jira/issues.csv linear/issues.csv'].linear_title_unguarded);
  });
});

test('Jira’s JSON and GitHub’s issues give actions; pull requests are left out', async () => {
  const jira = await recordOf('jira/search.json');
  expect(jira.actions.map(({ id, status, due, ticket }) => [id, status, due, ticket])).toEqual([
    ['pay-418', 'in_progress', '2026-04-15', 'https://larkspur.atlassian.example/browse/PAY-418'],
    ['pay-419', 'done', null, 'https://larkspur.atlassian.example/browse/PAY-419'],
  ]);
  const github = await recordOf('github/issues.json');
  expect(github.actions.map(({ id, status, due }) => [id, status, due])).toEqual([
    ['checkout-88', 'open', '2026-04-15'],
    ['checkout-89', 'done', null],
    ['checkout-90', 'declined', null],
  ]);
  expect(github.left).toEqual([{ what: 'pull request', count: 1, why: 'not an issue' }]);
});

test('deployments are live when their status says so, and a rollback says what it returned to', async () => {
  const github = await recordOf(
    'github/deployments.json',
    'github/deployment_statuses.9412.json',
    'github/releases.json',
  );
  expect(github.entries.map(({ at, key }) => [formatUtc(at), key])).toContainEqual([
    '2026-03-29T00:41:05Z',
    'GitHub deployment 9412',
  ]);
  const argo = await recordOf('argocd/application.json');
  expect(argo.entries.map(({ text }) => text.text)).toEqual([
    'checkout deployed at b411aa0',
    'checkout deployed at a412ff0',
    'checkout rolled back to b411aa0',
  ]);
  const gitlab = await recordOf('held-out/gitlab.deployments.json');
  expect(gitlab.entries.map(({ at, text }) => [formatUtc(at), text.text])).toEqual([
    ['2026-03-29T00:41:05.123Z', 'Deployed v412 to production'],
  ]);
});

test('Rootly: five times, relations in two forms, HTML as text, external events as posts', async () => {
  const record = await recordOf(
    'held-out/rootly.incident.json',
    'held-out/rootly.events.json',
    'held-out/rootly.action_items.json',
  );
  expect(momentsOf(record)).toEqual({
    started_at: '2026-03-29T00:41:05Z',
    detected_at: '2026-03-29T00:46:32Z',
    acknowledged_at: '2026-03-29T00:49:10Z',
    mitigated_at: '2026-03-29T01:16:40Z',
    resolved_at: '2026-03-29T01:40:12Z',
  });
  expect(record.severity).toBe('SEV1');
  expect(record.services).toEqual(['checkout', 'ledger']);
  expect(times(record.updates)).toEqual(['2026-03-29T00:53:00Z']);
  const finisher = new Finisher([record], false);
  expect(record.entries.map(({ text }) => finisher.text(text, '', ''))).toEqual(['Rolled back to 411']);
  expect(record.actions).toMatchObject([{ id: 'pay-419', status: 'done', due: '2026-04-15' }]);
});

test('FireHydrant: milestones, notes, public events as posts, chat left out', async () => {
  const record = await recordOf('held-out/firehydrant.incident.json', 'held-out/firehydrant.events.json');
  expect(momentsOf(record)).toEqual({
    started_at: '2026-03-29T00:41:05Z',
    detected_at: '2026-03-29T00:46:32Z',
    acknowledged_at: '2026-03-29T00:49:10Z',
    mitigated_at: '2026-03-29T01:16:40Z',
    resolved_at: '2026-03-29T01:40:12Z',
  });
  expect(record.impact).toMatchObject([{ service: 'checkout', value: 1240, unit: 'customers' }]);
  expect(record.updates).toHaveLength(1);
  expect(record.entries.map(({ key }) => key)).toEqual([
    'FireHydrant incident 417 milestone postmortem_started',
    'FireHydrant event e3',
    'FireHydrant event e0',
  ]);
  expect(record.left).toMatchObject([{ what: 'chat_message', count: 1 }]);
});

test('Opsgenie: the alert detects, its log acknowledges, the timeline resolves; hidden entries are left out', async () => {
  const record = await recordOf(
    ...['incident', 'alert', 'timeline', 'log'].map((name) => `held-out/opsgenie.${name}.json`),
  );
  expect(momentsOf(record)).toMatchObject({
    detected_at: '2026-03-29T00:46:32Z',
    acknowledged_at: '2026-03-29T00:49:10Z',
    resolved_at: '2026-03-29T01:40:12Z',
  });
  expect(record.entries.map(({ text }) => text.text)).toEqual([
    'Pool limit is 20, was 40',
    'Incident resolved',
  ]);
});

test('Kubernetes: one entry for each reason and owner, without pod hashes', async () => {
  const record = await recordOf('held-out/kubernetes.events.json');
  expect(
    record.entries.map(({ at, to, text }) => [formatUtc(at), to === null ? null : formatUtc(to), text.text]),
  ).toEqual([
    [
      '2026-03-29T00:44:00Z',
      '2026-03-29T00:59:30Z',
      'BackOff on Pod checkout, 20 times: Back-off restarting failed container',
    ],
    [
      '2026-03-29T01:02:03.123456Z',
      null,
      'ScalingReplicaSet on Deployment checkout: Scaled up replica set checkout-7d9c5b8f6d to 12',
    ],
  ]);
});

test('a CSV of events needs a zone, and gives entries', async () => {
  await inFolder(async (bench) => {
    const args = [sample('held-out/events.csv'), '--new', 'X', '--severity', 'SEV2'];
    expect((await importIn(bench, args)).report.diagnostics[0]?.code).toBe('import/no-zone');
    const { text } = await importIn(bench, [...args, '--zone', 'Europe/Berlin']);
    expect(text('x.md')).toContain('at: 2026-03-29T00:45:00Z\n  kind: impact\n  text: Payments fail');
    expect(text('x.md')).toContain('at: 2026-03-29T01:16:40Z\n  kind: recovery');
  });
});

test('Slack without an export: the messages of one channel, and pins', async () => {
  const record = await recordOf('held-out/slack.history.json');
  expect(record.entries).toHaveLength(1);
  expect(record.left[0]?.count).toBe(1);
});

test('a status page’s zone is a guess', async () => {
  await inFolder(async (bench) => {
    const { report, text } = await importIn(bench, [sample('statuspage/incidents.v2.json'), '--new', 'X']);
    expect(text('x.md')).toContain('\nzone: America/Chicago # TODO check: the zone of the status page\n');
    expect(report.guessed).toContain('zone: the zone of the status page');
  });
});
