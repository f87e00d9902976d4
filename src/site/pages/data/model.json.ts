import type { APIRoute } from 'astro';
import { withoutTraces } from '../../../exports/result-copies.ts';
import { allWriteUps, type StoredWriteUp } from '../../entries.ts';
import { file } from '../../exported.ts';

export async function getStaticPaths() {
  return (await allWriteUps()).flatMap((writeUp) =>
    writeUp.scenarios.map(({ id: scenario }) => ({
      params: { id: writeUp.id, scenario },
      props: { writeUp },
      cacheKey: writeUp.cacheKey,
    })),
  );
}

/** The Result of one scenario, as published, without the events of its runs. */
export const GET: APIRoute<{ writeUp: StoredWriteUp }> = ({ props, params }) => {
  const { result } = props.writeUp.scenarios.find(({ id }) => id === params['scenario'])!;
  return file('application/json; charset=utf-8', `${JSON.stringify(withoutTraces(result))}\n`);
};
