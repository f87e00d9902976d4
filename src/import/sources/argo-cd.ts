import { z } from 'zod';
import { entryOf, type ImportedEntry, plain, recordOf } from '../record/record.ts';
import { at, hasKeys, instant, listOf, maybe, read, text } from '../record/shape.ts';
import type { JsonSource } from '../record/source.ts';

const application = z.object({
  metadata: z.object({ name: text }),
  status: z.object({
    history: listOf(z.object({ id: z.number(), revision: maybe, deployedAt: instant })),
  }),
});

/** Argo CD: the history of an application, as `kubectl get application` prints it. */
export const argoCd: JsonSource = {
  name: 'Argo CD',
  kindOf(value) {
    if (at(value, 'kind') === 'Application' && hasKeys(value, 'status')) return 'application';
    if (at(value, 'items', 0, 'kind') === 'Application') return 'list';
    return null;
  },
  read(documents) {
    const all = documents.flatMap((document) =>
      document.kind === 'list'
        ? read(z.object({ items: z.array(application) }), document).items
        : [read(application, document)],
    );
    return recordOf(
      'Argo CD',
      documents.map(({ file }) => file.file),
      { entries: all.flatMap(entriesOf) },
    );
  },
};

/** A rollback is a new history entry with an earlier revision. */
function entriesOf({ metadata, status }: z.output<typeof application>): ImportedEntry[] {
  const seen = new Set<string>();
  return [...status.history]
    .sort((a, b) => a.deployedAt - b.deployedAt || a.id - b.id)
    .map(({ id, revision, deployedAt }) => {
      const what = revision === null ? `deployment ${id}` : revision.slice(0, 12);
      const back = revision !== null && seen.has(revision);
      if (revision !== null) seen.add(revision);
      return entryOf({
        at: deployedAt,
        kind: 'context',
        kindOnceDetected: 'response',
        text: plain(
          back ? `${metadata.name} rolled back to ${what}` : `${metadata.name} deployed at ${what}`,
        ),
        key: `Argo CD ${metadata.name}, history ${id}`,
      });
    });
}
