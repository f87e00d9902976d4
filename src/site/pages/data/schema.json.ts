import type { APIRoute } from 'astro';
import { publishedSchemas } from '../../../reference/schemas.ts';
import { file } from '../../exported.ts';

export function getStaticPaths() {
  return [...publishedSchemas()].map(([name, schema]) => ({ params: { name }, props: { schema } }));
}

/** JSON Schema for an author's input or a command's output. */
export const GET: APIRoute<{ schema: unknown }> = ({ props }) =>
  file('application/schema+json; charset=utf-8', `${JSON.stringify(props.schema, null, 2)}\n`);
