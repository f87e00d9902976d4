import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly steps?: readonly Step[];
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Expressions that an outsider can't set, and that are safe in a script. */
const SAFE_IN_SCRIPT = /^\$\{\{ matrix\.\w+ \}\}$/;
const CACHES = /^actions\/cache(?:\/save)?@/;

/** Problems in a GitHub workflow, based on zizmor's main rules. The names of zizmor's audits are in brackets. */
export function workflowFindings(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap(({ steps: own = [] }) => own);
  return [
    ...triggers(workflow, text),
    ...permissions(workflow),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      (job['timeout-minutes'] ?? 0) > 0 ? [] : [`[timeout] ${name} has no limit`],
    ),
    ...steps.flatMap(actions),
    ...steps.flatMap(scripts),
    ...caches(workflow, steps),
  ];
}

function triggers({ on, concurrency }: Workflow, text: string): string[] {
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on as object);
  const found: string[] = [];
  if (names.includes('pull_request_target')) found.push('[dangerous-triggers] pull_request_target');
  if (
    names.includes('workflow_run') &&
    !/workflow_run: # zizmor: ignore\[dangerous-triggers\] \S/.test(text)
  ) {
    found.push('[dangerous-triggers] workflow_run without a reason');
  }
  if (names.some((name) => /^pull_request|^workflow_run/.test(name)) && concurrency === undefined) {
    found.push('[concurrency-limits] runs of one pull request aren’t limited');
  }
  if (/\$\{\{\s*secrets\s*\}\}|toJSON\(secrets\)|secrets: inherit/.test(text)) {
    found.push('[overprovisioned-secrets] all secrets');
  }
  if (/secrets\./.test(text)) found.push('[secrets-outside-env] a secret is used');
  return found;
}

function permissions({ permissions: all, jobs }: Workflow): string[] {
  if (all === undefined) return ['[excessive-permissions] there are no permissions, so the default applies'];
  const writes = (what: unknown): boolean =>
    typeof what === 'string' ? /write/.test(what) : Object.values(what ?? {}).includes('write');
  const found = writes(all) ? ['[excessive-permissions] all jobs may write'] : [];
  for (const [name, { permissions: own }] of Object.entries(jobs)) {
    if (own === 'write-all') found.push(`[excessive-permissions] ${name} may write everything`);
  }
  return found;
}

function actions({ uses, with: given }: Step): string[] {
  if (uses === undefined) return [];
  const found: string[] = [];
  if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) found.push(`[unpinned-uses] ${uses}`);
  if (!uses.startsWith('actions/')) found.push(`[forbidden-uses] ${uses}`);
  if (uses.startsWith('actions/checkout@') && given?.['persist-credentials'] !== false) {
    found.push('[artipacked] the checkout keeps its credentials');
  }
  return found;
}

function scripts({ run = '', env = {} }: Step): string[] {
  const found: string[] = [];
  for (const [expression] of run.matchAll(/\$\{\{.*?\}\}/g)) {
    if (!SAFE_IN_SCRIPT.test(expression)) found.push(`[template-injection] ${expression}`);
  }
  if (/GITHUB_(?:ENV|PATH)/.test(run)) found.push('[github-env] a script sets variables of later steps');
  if ('ACTIONS_ALLOW_UNSECURE_COMMANDS' in env) found.push('[insecure-commands] unsecure commands are on');
  if (/curl[^|\n]*\|\s*(?:ba)?sh/.test(run)) found.push('[adhoc-packages] a downloaded script is run');
  if (/npm (?:install|i|ci)\b(?! --ignore-scripts)/.test(run)) {
    found.push('[adhoc-packages] packages’ scripts are run');
  }
  if (/github\.actor|triggering_actor/.test(run)) found.push('[bot-conditions] a name decides');
  return found;
}

/** Releases and other branches must not use a cache that a pull request can write to. */
function caches({ on }: Workflow, steps: readonly Step[]): string[] {
  const text = JSON.stringify(on);
  const publishes = steps.some(({ run }) => /npm publish/.test(run ?? ''));
  const found: string[] = [];
  for (const { uses = '', with: given } of steps) {
    if (/pull_request/.test(text) && CACHES.test(uses))
      found.push('[cache-poisoning] a branch saves a cache');
    if (!publishes) continue;
    if (uses.startsWith('actions/cache')) found.push('[cache-poisoning] a release reads a cache');
    if (uses.startsWith('actions/setup-node@') && given?.['package-manager-cache'] !== false) {
      found.push('[cache-poisoning] a release reads the cache of npm');
    }
  }
  if (publishes && !steps.some(({ run }) => /npm publish --provenance/.test(run ?? ''))) {
    found.push('[use-trusted-publishing] a release has no provenance');
  }
  return found;
}
