import { z } from 'zod';
import type { Epoch } from '../../time/instant.ts';
import { missingPage } from '../reading/diagnostics.ts';
import { entryOf, type ImportedEntry, type LeftOut, plain, recordOf } from '../record/record.ts';
import { at, count, maybe, maybeInstant, maybeObject, read } from '../record/shape.ts';
import type { JsonSource } from '../record/source.ts';

const subject = maybeObject({ kind: maybe, name: maybe, namespace: maybe });

/** An event from either API: `v1`, or `events.k8s.io/v1`, which has other names for the same fields. */
const event = z.object({
  type: maybe,
  reason: maybe,
  message: maybe,
  note: maybe,
  involvedObject: subject,
  regarding: subject,
  firstTimestamp: maybeInstant,
  lastTimestamp: maybeInstant,
  deprecatedFirstTimestamp: maybeInstant,
  deprecatedLastTimestamp: maybeInstant,
  count,
  deprecatedCount: count,
  eventTime: maybeInstant,
  series: maybeObject({ count, lastObservedTime: maybeInstant }),
});

const list = z.object({ items: z.array(event), metadata: maybeObject({ continue: maybe }) });

/** Reasons of events that are imported even though they aren't warnings. */
const TAKEN = /^(?:ScalingReplicaSet|SuccessfulRescale|Killing|NodeNotReady|OOMKilling|Evicted|Preempted)$/;
const MAX_ENTRIES = 20;

/** Kubernetes events: one entry for each reason and owner. */
export const kubernetes: JsonSource = {
  name: 'Kubernetes',
  kindOf(value) {
    const first = at(value, 'items', 0);
    const isEvent = at(first, 'involvedObject') !== undefined || at(first, 'regarding') !== undefined;
    return isEvent ? 'events' : null;
  },
  read(documents) {
    const pages = documents.map((document) => ({ file: document.file.file, ...read(list, document) }));
    for (const { file, metadata } of pages) {
      if (metadata?.continue != null && metadata.continue !== '' && pages.length === 1) {
        throw missingPage(file, 'the response says that there are more events');
      }
    }
    const { entries, left } = grouped(pages.flatMap(({ items }) => items));
    return recordOf(
      'Kubernetes',
      pages.map(({ file }) => file),
      { entries, left },
    );
  },
};

interface Group {
  from: Epoch;
  to: Epoch;
  times: number;
  readonly reason: string;
  readonly owner: string;
  readonly message: string;
}

function grouped(events: readonly z.output<typeof event>[]): { entries: ImportedEntry[]; left: LeftOut[] } {
  const groups = new Map<string, Group>();
  let routine = 0;
  for (const one of events) {
    const reason = one.reason ?? 'unknown';
    const from = one.firstTimestamp ?? one.deprecatedFirstTimestamp ?? one.eventTime;
    const to = one.series?.lastObservedTime ?? one.lastTimestamp ?? one.deprecatedLastTimestamp ?? from;
    if (from === null || to === null || (one.type !== 'Warning' && !TAKEN.test(reason))) {
      routine++;
      continue;
    }
    const object = one.involvedObject ?? one.regarding;
    const owner = ownerOf(object?.kind ?? '', object?.name ?? '');
    const key = `${reason} ${owner}`;
    const times = one.series?.count ?? one.count ?? one.deprecatedCount ?? 1;
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, { from, to, times, reason, owner, message: one.message ?? one.note ?? '' });
    } else {
      known.from = Math.min(known.from, from);
      known.to = Math.max(known.to, to);
      known.times += times;
    }
  }
  const sorted = [...groups.values()].sort((a, b) => b.times - a.times || a.from - b.from);
  const taken = sorted.slice(0, MAX_ENTRIES).sort((a, b) => a.from - b.from);
  const left: LeftOut[] = [];
  if (routine > 0) left.push({ what: 'event', count: routine, why: 'routine, or without a time' });
  if (sorted.length > taken.length) {
    left.push({
      what: 'group of events',
      count: sorted.length - taken.length,
      why: `only the ${MAX_ENTRIES} largest groups are taken`,
    });
  }
  return { entries: taken.map(entryFrom), left };
}

function entryFrom({ from, to, times, reason, owner, message }: Group): ImportedEntry {
  const often = times > 1 ? `, ${times} times` : '';
  const detail = message === '' ? '' : `: ${message}`;
  return entryOf({
    at: from,
    to: to > from ? to : null,
    kind: 'context',
    text: plain(`${reason} on ${owner}${often}${detail}`),
    key: `Kubernetes event ${reason} on ${owner}`,
  });
}

/** An owner's name without the hashes that pods and replica sets get: `Pod checkout`. */
function ownerOf(kind: string, name: string): string {
  const bare = name.replace(/-[a-f0-9]{8,10}(?:-[a-z0-9]{5})?$|-[a-z0-9]{5}$|-\d+$/, '');
  return `${kind} ${bare === '' ? name : bare}`.trim();
}
