import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from '../../reference/schemas.ts';

/** Compiles parts of a schema. Shared definitions are compiled only once, instead of once for each part. */
export function partCompiler(root: Schema): (part: Schema) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ ...root, $id: 'root' });
  return ({ $defs: _own, ...part }) =>
    ajv.compile(
      JSON.parse(JSON.stringify(part), (key, value: unknown) =>
        key === '$ref' && typeof value === 'string' ? value.replace(/^#/, 'root#') : value,
      ),
    );
}
