import { type CollectionEntry, getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import type { Result } from '../../../result.ts';
import { file } from '../../exported.ts';
import type { WriteUp } from '../../record/write-up.ts';

export async function getStaticPaths() {
  const entries: CollectionEntry<'incidents'>[] = await getCollection('incidents');
  return entries.flatMap(({ id, data }) => {
    const writeUp: WriteUp = data;
    return writeUp.scenarios.map(({ id: scenario, result }) => ({
      params: { id, scenario },
      props: { result },
    }));
  });
}

/** The Result of one scenario, as published. */
export const GET: APIRoute<{ result: Result }> = ({ props }) =>
  file('application/json; charset=utf-8', `${JSON.stringify(props.result)}\n`);
