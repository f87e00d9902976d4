import type { Incident } from '../../incident/incident.ts';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Micros } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import { type Precision, precisionOf } from '../../views/words/time-format.ts';
import { startOf } from './key-times.ts';
import type { WriteUp } from './write-up.ts';

/** Public posts, and facts known internally at the time. */
export interface Communication {
  /** In chronological order. */
  posts: Post[];
  /** Facts announced in posts, in the order they became known internally. */
  known: Known[];
}

export interface Post {
  /** Time since the start of the incident. */
  t: Micros;
  precision: Precision;
  text: string;
  /** Id of the timeline entry; null for a post from front matter. */
  entry: string | null;
  source: string | null;
  sourceTitle: string | null;
  /** Time since the previous post; null for the first. */
  sinceLast: Micros | null;
  /** Facts first announced in this post. */
  announces: Known[];
  /** Facts that were known internally by the time of this post but announced later. */
  pending: Known[];
}

/** A fact that a post announced. */
export interface Known {
  id: string;
  text: string;
  /** When the fact became known internally, as time since the start of the incident. */
  t: Micros;
  precision: Precision;
  /** When the fact was announced, as time since the start of the incident. */
  publicAt: Micros;
  /** `publicAt − t`; negative if the post came first. */
  lag: Micros;
}

/**
 * Public posts about an incident: timeline entries of kind `communication`, plus the `status_updates` in front matter
 * that have different times. A fact is known internally from the time of its timeline entry, and public from the first
 * post that announces it.
 */
export function communicationOf({
  incident,
  timeline,
}: Pick<WriteUp, 'incident' | 'timeline'>): Communication {
  const start = startOf(incident);
  const drafts = [...entryPosts(timeline, start), ...updatePosts(incident, start)];
  const ordered = drafts.filter(isFirst).sort((a, b) => a.t - b.t);
  const known = knownOf(ordered, timeline, start);
  const posts = ordered.map(({ ids, ...post }, i): Post => {
    const before = ordered[i - 1];
    return {
      ...post,
      sinceLast: before === undefined ? null : post.t - before.t,
      announces: known.filter(({ id, publicAt }) => ids.includes(id) && publicAt === post.t),
      pending: known.filter(({ t, publicAt }) => t <= post.t && publicAt > post.t),
    };
  });
  return { posts, known };
}

/** A post and the ids of the timeline entries that it announces. */
type Draft = Omit<Post, 'sinceLast' | 'announces' | 'pending'> & { ids: readonly string[] };

function entryPosts(timeline: readonly TimelineEntry[], start: number): Draft[] {
  return timeline
    .filter(({ kind }) => kind === 'communication')
    .map(({ id, at, epoch, text, evidence, announces }) => ({
      t: epoch - start,
      precision: precisionOf(at),
      text,
      entry: id,
      source: evidence?.url ?? null,
      sourceTitle: evidence?.title ?? null,
      ids: announces,
    }));
}

function updatePosts(incident: Incident, start: number): Draft[] {
  return incident.status_updates.map(({ at, text, source, announces }) => ({
    t: (parseInstant(at) ?? start) - start,
    precision: precisionOf(at),
    text,
    entry: null,
    source,
    sourceTitle: null,
    ids: announces,
  }));
}

/**
 * False for a `status_updates` entry at the same time as a timeline entry, since the timeline entry describes the post
 * in more detail.
 */
function isFirst(draft: Draft, index: number, all: readonly Draft[]): boolean {
  return (
    draft.entry !== null || !all.slice(0, index).some((other) => other.entry !== null && other.t === draft.t)
  );
}

function knownOf(posts: readonly Draft[], timeline: readonly TimelineEntry[], start: number): Known[] {
  return timeline
    .flatMap(({ id, at, epoch, text }): Known[] => {
      const publicAt = posts.find(({ ids }) => ids.includes(id))?.t;
      if (publicAt === undefined) return [];
      const t = epoch - start;
      return [{ id, text, t, precision: precisionOf(at), publicAt, lag: publicAt - t }];
    })
    .sort((a, b) => a.t - b.t);
}
