import type { APIRoute } from 'astro';
import { allWriteUps, type StoredWriteUp } from '../../entries.ts';
import { file } from '../../exported.ts';

export async function getStaticPaths() {
  return (await allWriteUps()).flatMap((writeUp) =>
    writeUp.models.flatMap(({ id: scenario, script }) =>
      script === null
        ? []
        : [{ params: { id: writeUp.id, scenario }, props: { writeUp }, cacheKey: writeUp.cacheKey }],
    ),
  );
}

/** A model's script, which the model's page runs. */
export const GET: APIRoute<{ writeUp: StoredWriteUp }> = ({ props, params }) => {
  const { script } = props.writeUp.models.find(({ id }) => id === params['scenario'])!;
  return file('text/javascript; charset=utf-8', script!);
};
