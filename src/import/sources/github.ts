import { z } from 'zod';
import { checkNext } from '../record/pages.ts';
import {
  countLeft,
  entryOf,
  type ImportedAction,
  type ImportedEntry,
  plain,
  recordOf,
} from '../record/record.ts';
import {
  at,
  count,
  flag,
  hasKeys,
  instant,
  listOf,
  maybe,
  maybeInstant,
  maybeObject,
  read,
  text,
} from '../record/shape.ts';
import type { JsonSource, SourceDocument } from '../record/source.ts';

const issue = z.object({
  number: z.number(),
  title: text,
  state: text,
  state_reason: maybe,
  html_url: text,
  milestone: maybeObject({ due_on: maybe }),
  pull_request: z.unknown().optional(),
  labels: listOf(z.union([z.string(), z.object({ name: maybe })])),
});

const deployment = z.object({
  id: z.number(),
  url: maybe,
  ref: maybe,
  environment: maybe,
  description: maybe,
  created_at: instant,
});

const status = z.object({
  state: text,
  created_at: instant,
  log_url: maybe,
  target_url: maybe,
  deployment_url: text,
});

const release = z.object({
  tag_name: text,
  name: maybe,
  draft: flag,
  published_at: maybeInstant,
  html_url: maybe,
});

const runs = z.object({
  total_count: count,
  workflow_runs: z.array(
    z.object({
      id: z.number(),
      name: maybe,
      display_title: maybe,
      conclusion: maybe,
      run_started_at: maybeInstant,
      created_at: maybeInstant,
      updated_at: maybeInstant,
      html_url: maybe,
    }),
  ),
});

/** GitHub: issues become action items. Deployments with their statuses, releases and workflow runs become entries. */
export const github: JsonSource = {
  name: 'GitHub',
  kindOf(value) {
    if (hasKeys(value, 'workflow_runs')) return 'runs';
    const first = Array.isArray(value) ? value[0] : undefined;
    if (hasKeys(first, 'number', 'html_url', 'state')) return 'issues';
    if (hasKeys(first, 'statuses_url', 'ref')) return 'deployments';
    if (hasKeys(first, 'deployment_url', 'state')) return 'statuses';
    if (hasKeys(first, 'tag_name', 'html_url')) return 'releases';
    return null;
  },
  read(documents) {
    const lists = <T extends z.ZodType>(kind: string, item: T): z.output<T>[] =>
      of(documents, kind).flatMap((document) => read(z.array(item), document));
    const issues = lists('issues', issue);
    const isAction = ({ pull_request, state_reason }: z.output<typeof issue>): boolean =>
      pull_request == null && state_reason !== 'duplicate';
    const releases = lists('releases', release);
    const pages = of(documents, 'runs').map((document) => ({
      file: document.file.file,
      ...read(runs, document),
    }));
    const given = pages.reduce((sum, { workflow_runs }) => sum + workflow_runs.length, 0);
    checkNext(
      pages.map(({ file, total_count }) => ({ file, more: (total_count ?? 0) > given })),
      'workflow runs',
    );
    const statuses = lists('statuses', status);
    return recordOf(
      'GitHub',
      documents.map(({ file }) => file.file),
      {
        actions: issues.filter(isAction).map(actionOf),
        entries: [
          ...deploymentEntries(lists('deployments', deployment), statuses),
          ...releases.flatMap(releaseEntry),
          ...pages.flatMap(({ workflow_runs }) => workflow_runs.flatMap(runEntry)),
        ],
        left: [
          ...countLeft(
            issues.flatMap(({ pull_request }) => (pull_request == null ? [] : ['pull request'])),
            'not an issue',
          ),
          ...countLeft(
            issues.flatMap(({ state_reason }) => (state_reason === 'duplicate' ? ['duplicate issue'] : [])),
            'a duplicate',
          ),
          ...countLeft(
            releases.flatMap(({ draft }) => (draft ? ['draft release'] : [])),
            'not published',
          ),
        ],
        notes: of(documents, 'issues').flatMap((document) => {
          const items = (document.value as unknown[]).length;
          return items === 30 || items === 100
            ? [`${document.file.file} has exactly ${items} issues; if there are more, export with --paginate`]
            : [];
        }),
      },
    );
  },
};

function of(documents: readonly SourceDocument[], kind: string): SourceDocument[] {
  return documents.filter((one) => one.kind === kind);
}

function actionOf(one: z.output<typeof issue>): ImportedAction {
  const repository = /github\.[^/]+\/[^/]+\/([^/]+)\//.exec(one.html_url)?.[1] ?? 'issue';
  const closed = one.state === 'closed';
  return {
    id: `${repository}-${one.number}`.toLowerCase(),
    title: plain(one.title),
    status: !closed ? 'open' : one.state_reason === 'not_planned' ? 'declined' : 'done',
    owner: null,
    ticket: one.html_url,
    due: /^\d{4}-\d{2}-\d{2}/.exec(one.milestone?.due_on ?? '')?.[0] ?? null,
    priority: null,
  };
}

/** A deployment is live from its first `success` status. Without statuses, only its start is known. */
function deploymentEntries(
  deployments: readonly z.output<typeof deployment>[],
  statuses: readonly z.output<typeof status>[],
): ImportedEntry[] {
  const known = new Set<string>();
  const entries = deployments.map((one) => {
    const own = statuses.filter(({ deployment_url }) => deployment_url.endsWith(`/deployments/${one.id}`));
    for (const { deployment_url } of own) known.add(deployment_url);
    const live = firstLive(own);
    const what = one.description?.trim() || one.ref || 'a version';
    const where = one.environment === null ? '' : ` in ${one.environment}`;
    const ref = one.ref === null || what.includes(one.ref) ? '' : ` (${one.ref})`;
    return entryOf({
      at: live?.created_at ?? one.created_at,
      kind: 'context',
      kindOnceDetected: 'response',
      text: plain(
        live === null ? `Deployment started: ${what}${ref}${where}` : `Deployed: ${what}${ref}${where}`,
      ),
      key: `GitHub deployment ${one.id}`,
      url: live?.log_url || live?.target_url || null,
      guess: live === null ? 'start of the deployment; no status says when it was live' : null,
    });
  });
  const others = new Map<string, z.output<typeof status>[]>();
  for (const one of statuses) {
    if (!known.has(one.deployment_url))
      others.set(one.deployment_url, [...(others.get(one.deployment_url) ?? []), one]);
  }
  for (const [url, own] of others) {
    const live = firstLive(own);
    const id = url.split('/').at(-1);
    if (live === null) continue;
    entries.push(
      entryOf({
        at: live.created_at,
        kind: 'context',
        kindOnceDetected: 'response',
        text: plain(`Deployment ${id} went live`),
        key: `GitHub deployment ${id}`,
        url: live.log_url || live.target_url || null,
      }),
    );
  }
  return entries;
}

function firstLive(statuses: readonly z.output<typeof status>[]): z.output<typeof status> | null {
  return (
    statuses.filter(({ state }) => state === 'success').sort((a, b) => a.created_at - b.created_at)[0] ?? null
  );
}

function releaseEntry(one: z.output<typeof release>): ImportedEntry[] {
  if (one.draft || one.published_at === null) return [];
  return [
    entryOf({
      at: one.published_at,
      kind: 'context',
      text: plain(`Release published: ${one.name?.trim() || one.tag_name}`),
      key: `GitHub release ${one.tag_name}`,
      url: one.html_url,
    }),
  ];
}

function runEntry(one: z.output<typeof runs>['workflow_runs'][number]): ImportedEntry[] {
  const start = one.run_started_at ?? one.created_at;
  if (start === null) return [];
  const end =
    one.conclusion === null || one.updated_at === null || one.updated_at < start ? null : one.updated_at;
  const title = at(one, 'display_title') as string | null;
  const name = [one.name, title].filter((part) => part !== null && part !== '').join(': ');
  const result = one.conclusion === null ? '' : ` (${one.conclusion})`;
  return [
    entryOf({
      at: start,
      to: end,
      kind: 'context',
      kindOnceDetected: 'response',
      text: plain(`Workflow ${name}${result}`),
      key: `GitHub workflow run ${one.id}`,
      url: one.html_url,
      guess: end === null ? null : 'end: the last update of the run',
    }),
  ];
}
