import type { Ported } from '../portable/model.ts';

/** A portable model as a JavaScript module with the exports `model` and `functions`. */
export function modelScript({ model, bodies }: Ported): string {
  const functions = [...bodies].map(([key, body]) => `${JSON.stringify(key)}:function(R,T,P){${body}}`);
  return `export const model=${JSON.stringify(model)};\nexport const functions={\n${functions.join(',\n')}\n};\n`;
}
