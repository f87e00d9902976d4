import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';

/** Keys with which careless code could modify the prototype of all objects, and keys that all objects have. */
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupSetter__',
  'then',
];

/** All places where a text can contain a key or name. */
const PLACES: readonly (readonly [string, (key: string) => string])[] = [
  ['at the top', (key) => `${key}: { polluted: 1 }`],
  ['as a state', (key) => `state: { ${key}: 1 }\nmarks: { a: ${key} == 2 }`],
  ['as a state with a type', (key) => `state: { ${key}: { type: int, init: 1, polluted: 1 } }`],
  ['as a constant', (key) => `const: { ${key}: { value: 1, polluted: 2 } }`],
  ['as a process', (key) => `processes: { ${key}: { polluted: 1, steps: [{ id: a }] } }`],
  ['as a sound process', (key) => `processes: { ${key}: { loop: 1s, steps: [{ id: a, say: runs }] } }`],
  [
    'as a local',
    (key) => `processes: { p: { local: { ${key}: 0 }, steps: [{ id: a, set: { self.${key}: 1 } }] } }`,
  ],
  [
    'as an instance',
    (key) => `processes: { p: { instances: [${key}], steps: [{ id: a, say: "<self.id>" }] } }`,
  ],
  [
    'as a constant of an instance',
    (key) =>
      `processes: { p: { instances: { i: { ${key}: 1 } }, steps: [{ id: a, say: "<self.${key}>" }] } }`,
  ],
  [
    'as a step',
    (key) =>
      `processes: { p: { steps: [{ id: ${key}, then: ${key}, delay: 1s }] } }\nmarks: { a: 'p.at("${key}") > 0' }`,
  ],
  [
    'as a member of an enum',
    (key) =>
      `state: { a: { enum: [none, ${key}] } }\nprocesses: { p: { steps: [{ id: a, set: { a: ${key} } }] } }`,
  ],
  [
    'as a field of a message',
    (key) =>
      `processes: { p: { steps: [{ id: a, send: { to: q, body: { ${key}: 1, other: 2 } } }, { id: b, send: { to: q, body: { other: 3 } } }] }, q: { loop: true, steps: [{ id: a, receive: { as: m, where: m.${key} >= 0 } }] } }`,
  ],
  ['as the key of a map', (key) => `state: { m: { type: "map<string, int>", init: { ${key}: 1 } } }`],
  [
    'as a key that is set',
    (key) =>
      `state: { m: { type: "map<string, int>", init: {} } }\nprocesses: { p: { steps: [{ id: a, set: { 'm["${key}"]': 1 } }] } }`,
  ],
  [
    'as a field in an expression',
    (key) => `state: { a: 1 }\nmarks: { m: a.${key} == 1, n: self.${key} == 1, o: ${key}.${key} == 1 }`,
  ],
  ['as a function', (key) => `state: { a: 1 }\nmarks: { m: ${key}(a) == 1, n: a.${key}() == 1 }`],
  [
    'as a mark, service, channel, load, fault and fact',
    (key) =>
      `clock: { start: 2025-01-01T00:00:00Z }\nmarks: { ${key}: "true" }\nservices: { ${key}: {} }\nchannels: { ${key}: {} }\nload: [{ id: ${key}, to: ${key}, arrivals: { dist: constant, rate: 1/s } }]\nfaults: [{ id: ${key}, at: 1s, down: ${key} }]\nobserved: { ${key}: { at: 2025-01-01T00:00:01Z } }`,
  ],
  [
    'as a variant',
    (key) =>
      `state: { a: 1 }\nvariants: { ${key}: { state.a: 2 } }\nexpect: { ${key}: { run: { finally: a == 2 } } }`,
  ],
  [
    'in the path of a patch',
    (key) =>
      `state: { a: 1 }\nvariants: { v: { state.${key}.polluted: 1, ${key}.polluted: 1, state.${key}: 1 } }`,
  ],
  [
    'in the value of a patch',
    (key) => `state: { a: 1 }\nvariants: { v: { state.a: { ${key}: { polluted: 1 } } } }`,
  ],
];

/** A scenario's text, and the key and place that it tests. */
export interface Payload {
  readonly name: string;
  readonly body: string;
}

export const payloads: readonly Payload[] = PLACES.flatMap(([place, build]) =>
  KEYS.map((key) => ({ name: `${key} ${place}`, body: build(key) })),
);

const SHARED = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const ownKeys = (): string => JSON.stringify(SHARED.map((one) => Reflect.ownKeys(one).map(String).sort()));
const before = ownKeys();

/** Describes a forbidden effect of a payload: what it changed or revealed. Null if there was none. */
export function effectOf({ body }: Payload): string | null {
  const { result, diagnostics } = evaluate(fileSource('p.yaml', `scenario: p\nuntil: 5s\n${body}\n`), {
    limits: { events: 1_000, instant: 100 },
  });
  if (ownKeys() !== before || 'polluted' in {}) return 'a shared prototype has another key';
  if (Object.getPrototypeOf({}) !== Object.prototype) return 'objects have another prototype';
  const stopped = diagnostics.some((one) => one.severity === 'error' && one.code !== 'expect/unmet');
  if ((result === null) !== stopped) return 'the result disagrees with the errors';
  const revealed = /\[native code\]|\[object|function \w*\(/.exec(JSON.stringify({ result, diagnostics }));
  return revealed === null ? null : `the output has ${revealed[0]}`;
}
