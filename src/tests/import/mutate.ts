import { readdirSync } from 'node:fs';
import { SAMPLES } from './importing.ts';

/** Draws whole numbers below a bound, from a seed. */
export type Draw = (below: number) => number;

/** A simple random number generator (mulberry32) that is good enough for tests. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The samples to mutate: everything except the expectations. */
export function sampleNames(): string[] {
  return readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(?:jsonl?|csv|txt|zip)$/.test(name) && name !== 'expected.json')
    .sort();
}

type Mutation = (bytes: Buffer, draw: Draw) => Buffer;

const text =
  (change: (whole: string, draw: Draw) => string): Mutation =>
  (bytes, draw) =>
    Buffer.from(change(bytes.toString('utf8'), draw));

const HUGE = 'x'.repeat(200_000);
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  417,
  1e308,
  '',
  'text',
  '2026-03-29T02:30:00',
  '9999-99-99T99:99:99Z',
  '0001-01-01T00:00:00Z',
  [],
  [[]],
  [null],
  [1, 'a'],
  {},
  { constructor: 1 },
  { toString: null },
  JSON.parse('{"__proto__": {"x": 1}}'),
  HUGE,
  '\u0000\u0007\u202e',
  '```\n---\n# a: b',
  '<!-- public -->',
  '\': [} \\" #',
  'a'.repeat(50) + '@example.com',
];

/** Replaces a random JSON value with one of another type, or removes or renames a key. */
function otherValue(whole: string, draw: Draw): string {
  let root: unknown;
  try {
    root = JSON.parse(whole);
  } catch {
    return (
      whole.slice(0, draw(whole.length + 1)) +
      (JSON.stringify(VALUES[draw(VALUES.length)]) ?? '') +
      whole.slice(draw(whole.length + 1))
    );
  }
  const holders: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      holders.push([value as Record<string, unknown>, key]);
      visit(child);
    }
  };
  visit(root);
  for (let n = draw(3); n >= 0 && holders.length > 0; n--) {
    const [holder, key] = holders[draw(holders.length)]!;
    if (draw(6) === 0 && !Array.isArray(holder)) delete holder[key];
    else holder[key] = VALUES[draw(VALUES.length)];
  }
  return JSON.stringify(root, null, draw(2));
}

function shuffled(whole: string, draw: Draw): string {
  const lines = whole.split('\n');
  for (let i = lines.length - 1; i > 0; i--) {
    const j = draw(i + 1);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  }
  return lines.join('\n');
}

const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  ['cut', (bytes, draw) => bytes.subarray(0, draw(bytes.length + 1))],
  ['begins late', (bytes, draw) => bytes.subarray(draw(bytes.length + 1))],
  [
    'a part is missing',
    (bytes, draw) => {
      const at = draw(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + draw(200))]);
    },
  ],
  [
    'bytes changed',
    (bytes, draw) => {
      const changed = Buffer.from(bytes);
      for (let n = draw(20); n >= 0 && changed.length > 0; n--) changed[draw(changed.length)] = draw(256);
      return changed;
    },
  ],
  ['other values', text(otherValue)],
  ['other values again', text(otherValue)],
  ['lines shuffled', text(shuffled)],
  [
    'lines repeated',
    text((whole, draw) => {
      const lines = whole.split('\n');
      const at = draw(lines.length);
      return [...lines.slice(0, at), ...lines.slice(0, at), ...lines.slice(at)].join('\n');
    }),
  ],
  ['twice', (bytes) => Buffer.concat([bytes, bytes])],
  ['huge line', text((whole, draw) => whole.replace(/\n/, `\n${HUGE.repeat(1 + draw(8))}`))],
  ['UTF-16 without a mark', (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le')],
  [
    'UTF-16 with a mark',
    (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]),
  ],
  [
    'UTF-16, half a character',
    (bytes) =>
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le').subarray(1)]),
  ],
  ['Latin-1', (bytes) => Buffer.from(`${bytes.toString('latin1').replace('e', 'é')}ü`, 'latin1')],
  [
    'digits changed',
    text((whole, draw) => whole.replace(/\d/g, (digit) => (draw(20) === 0 ? String(draw(10)) : digit))),
  ],
  [
    'separators changed',
    text((whole, draw) => whole.replace(/[,;:"]/g, (mark) => (draw(30) === 0 ? ',;:"\t'[draw(5)]! : mark))),
  ],
  ['deeply nested', text((whole, draw) => whole.replace(/[[{]/, () => '['.repeat(1 + draw(30_000))))],
  ['a byte order mark', text((whole) => `\ufeff${whole}`)],
];

/** A mutated file and what was done to it. */
export function mutate(bytes: Buffer, draw: Draw): { what: string; bytes: Buffer } {
  const [what, mutation] = MUTATIONS[draw(MUTATIONS.length)]!;
  return { what, bytes: mutation(bytes, draw) };
}
