import { type CollectionEntry, getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import type { WriteUp } from '../../record/write-up.ts';

export async function getStaticPaths() {
  const entries: CollectionEntry<'incidents'>[] = await getCollection('incidents');
  return entries.flatMap((entry) => {
    const { models }: WriteUp = entry.data;
    return models.flatMap(({ id, script }) =>
      script === null ? [] : [{ params: { id: entry.id, scenario: id }, props: { script } }],
    );
  });
}

/** A model that its page can run. */
export const GET: APIRoute = ({ props }) =>
  new Response(props['script'] as string, { headers: { 'content-type': 'text/javascript; charset=utf-8' } });
