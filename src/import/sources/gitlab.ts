import { z } from 'zod';
import { countLeft, entryOf, plain, recordOf } from '../record/record.ts';
import { hasKeys, instant, maybe, maybeInstant, maybeObject, read, text } from '../record/shape.ts';
import type { JsonSource } from '../record/source.ts';

const deployment = z.object({
  id: z.number(),
  iid: z.number().nullish(),
  ref: maybe,
  status: text,
  created_at: instant,
  environment: maybeObject({ name: maybe }),
  deployable: maybeObject({ name: maybe, status: maybe, finished_at: maybeInstant, web_url: maybe }),
});

const release = z.object({
  tag_name: text,
  name: maybe,
  released_at: instant,
  _links: maybeObject({ self: maybe }),
});

/** GitLab: deployments and releases. */
export const gitlab: JsonSource = {
  name: 'GitLab',
  kindOf(value) {
    const first = Array.isArray(value) ? value[0] : undefined;
    if (hasKeys(first, 'iid', 'deployable') || hasKeys(first, 'iid', 'environment')) return 'deployments';
    if (hasKeys(first, 'tag_name', 'released_at')) return 'releases';
    return null;
  },
  read(documents) {
    const deployments = documents
      .filter(({ kind }) => kind === 'deployments')
      .flatMap((document) => read(z.array(deployment), document));
    const releases = documents
      .filter(({ kind }) => kind === 'releases')
      .flatMap((document) => read(z.array(release), document));
    const live = deployments.filter(({ status }) => status === 'success');
    return recordOf(
      'GitLab',
      documents.map(({ file }) => file.file),
      {
        entries: [
          ...live.map((one) => {
            const finished = one.deployable?.finished_at ?? null;
            const where = one.environment?.name == null ? '' : ` to ${one.environment.name}`;
            return entryOf({
              at: finished ?? one.created_at,
              kind: 'context',
              kindOnceDetected: 'response',
              text: plain(`Deployed ${one.ref ?? `deployment ${one.iid ?? one.id}`}${where}`),
              key: `GitLab deployment ${one.id}`,
              url: one.deployable?.web_url ?? null,
              guess: finished === null ? 'start of the deployment' : null,
            });
          }),
          ...releases.map((one) =>
            entryOf({
              at: one.released_at,
              kind: 'context',
              text: plain(`Release published: ${one.name?.trim() || one.tag_name}`),
              key: `GitLab release ${one.tag_name}`,
              url: one._links?.self ?? null,
            }),
          ),
        ],
        left: countLeft(
          deployments.flatMap(({ status }) => (status === 'success' ? [] : [`deployment (${status})`])),
          'not live',
        ),
      },
    );
  },
};
