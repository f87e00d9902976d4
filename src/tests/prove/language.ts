import { bombs, explosionOf } from '../language/bombs.ts';
import { escapes } from '../language/generated-code.ts';
import { effectOf, payloads } from '../language/pollution.ts';
import { type Attack, sampled, tally } from './attack.ts';
import { dear, overrunOf } from './dear.ts';

const nameOf = ({ name }: { readonly name: string }): string => name;

/** Attacks through a scenario's text. */
export const LANGUAGE_ATTACKS: readonly Attack[] = [
  {
    name: 'YAML bombs',
    means: 'input of up to 200 kB is accepted, or takes more work than a fixed limit',
    least: 200,
    run: (size) => tally(sampled(size, bombs, 7), nameOf, explosionOf),
  },
  {
    name: 'Prototype pollution',
    means: 'a key changes an object other than its own, or exposes a JavaScript function',
    least: 100,
    run: (size) => tally(sampled(size, payloads, 3), nameOf, effectOf),
  },
  {
    name: 'Escapes from expressions',
    means: 'generated code contains a token that isn’t in its grammar',
    least: 100_000,
    async run(size) {
      const { compiled, intruders } = escapes(size === 'full' ? 100_000 : 500, 20_251_022);
      return { tried: compiled, through: intruders };
    },
  },
  {
    name: 'Expensive expressions',
    means: 'an expression exceeds its work limit and isn’t stopped',
    least: 300,
    long: true,
    run: (size) => tally(sampled(size, dear, 29), nameOf, overrunOf),
  },
];
