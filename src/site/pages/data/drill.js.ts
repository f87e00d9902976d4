import type { APIRoute } from 'astro';
import { drillOf } from '../../../drill/steps.ts';
import { inOrder } from '../../../incident/timeline.ts';
import { allWriteUps, type StoredWriteUp } from '../../entries.ts';
import { file } from '../../exported.ts';

export async function getStaticPaths() {
  return (await allWriteUps())
    .filter(({ timeline }) => timeline.length > 0)
    .map((writeUp) => ({
      params: { id: writeUp.id },
      props: { writeUp },
      cacheKey: writeUp.cacheKey,
    }));
}

/**
 * The steps of a write-up's drill. It's a script because pages opened from disk can't read other files. It contains
 * nothing that the write-up's page in the same edition doesn't show.
 */
export const GET: APIRoute<{ writeUp: StoredWriteUp }> = ({ props: { writeUp } }) => {
  const { timeline, scenarios, incident } = writeUp;
  const results = scenarios.map(({ result }) => result);
  const detail = JSON.stringify(drillOf(inOrder(timeline), results, incident.zone ?? 'UTC'));
  return file(
    'text/javascript; charset=utf-8',
    `dispatchEvent(new CustomEvent('hindcast-drill', { detail: ${detail} }));\n`,
  );
};
