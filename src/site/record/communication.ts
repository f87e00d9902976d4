import type { Incident } from '../../incident/incident.ts';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Micros } from '../../result.ts';
import { parseInstant } from '../../time/instant.ts';
import { type Precision, precisionOf } from '../../views/words/time-format.ts';
import { startOf } from './key-times.ts';
import type { WriteUp } from './write-up.ts';

/** What was said in public, beside what was known inside. */
export interface Communication {
  /** By time. */
  posts: Post[];
  /** What posts told of, by the time at which it was known inside. */
  known: Known[];
}

export interface Post {
  /** Time since the incident's start. */
  t: Micros;
  precision: Precision;
  text: string;
  /** Id of its entry in the timeline; null for one of the front matter. */
  entry: string | null;
  source: string | null;
  sourceTitle: string | null;
  /** Time since the post before it; null for the first. */
  sinceLast: Micros | null;
  /** What this post made public. */
  announces: Known[];
  /** What was known inside by then and public only later. */
  untold: Known[];
}

export interface Known {
  id: string;
  text: string;
  /** When it was known inside, since the incident's start. */
  t: Micros;
  precision: Precision;
  /** When it was public, since the incident's start. */
  publicAt: Micros;
  /** `publicAt − t`; negative where a post came first. */
  lag: Micros;
}

type Draft = Omit<Post, 'sinceLast' | 'announces' | 'untold'> & { told: readonly string[] };

/**
 * Public posts of an incident: the timeline's entries of kind `communication`, and `status_updates` of the front matter
 * at times that no such entry has. What a post announces of is known from the time of its entry on, and public from the first
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
  const posts = ordered.map(({ told, ...post }, i): Post => {
    const before = ordered[i - 1];
    return {
      ...post,
      sinceLast: before === undefined ? null : post.t - before.t,
      announces: known.filter(({ id, publicAt }) => told.includes(id) && publicAt === post.t),
      untold: known.filter(({ t, publicAt }) => t <= post.t && publicAt > post.t),
    };
  });
  return { posts, known };
}

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
      told: announces,
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
    told: announces,
  }));
}

/** A post that stands in both places is one post: the timeline's entry has more to say of it. */
function isFirst(draft: Draft, index: number, all: readonly Draft[]): boolean {
  return (
    draft.entry !== null || !all.slice(0, index).some((other) => other.entry !== null && other.t === draft.t)
  );
}

function knownOf(posts: readonly Draft[], timeline: readonly TimelineEntry[], start: number): Known[] {
  return timeline
    .flatMap(({ id, at, epoch, text }): Known[] => {
      const publicAt = posts.find(({ told }) => told.includes(id))?.t;
      if (publicAt === undefined) return [];
      const t = epoch - start;
      return [{ id, text, t, precision: precisionOf(at), publicAt, lag: publicAt - t }];
    })
    .sort((a, b) => a.t - b.t);
}
