import { beforeAll, expect, test } from 'vitest';
import type { Validation } from '../../result.ts';
import { Chance } from '../random/expressions.ts';
import { drawsOf } from '../support/draws.ts';
import { HEAD, labelsOf, MARK, process, START, STATE } from '../support/labels.ts';
import { isTrueFix, judgeReason, REASON_KINDS } from './label-kinds.ts';

/* Every reason for a label, every tag and every verdict on a variant is recomputed from the probes in the JSON. */

const from = (page: string): string => `source: 'https://docs.example.com/${page}'`;
const TTL = (time: string, more = ''): string =>
  `const: { ttl: { value: ${time}, ${from('ttl')}${more} } }\n`;
const FINISH = 'set: { done: true }';
const wait = (delay: string, head = HEAD('3m'), more = ''): string =>
  `${head}${more}${STATE}${process(START, `id: finish, delay: ${delay}, ${FINISH}`)}${MARK}`;
const FIX =
  'services: { shop: { available: "!begun || done" } }\nload: [{ id: v, to: shop, arrivals: { dist: constant, rate: 6/m } }]\n';
const LATER = '  later: { at: 2025-10-20T06:37:00Z }\n';
const period = (shows: string, start = '12', end = '20'): string =>
  `  period: { from: 2025-10-20T06:${start}:00Z, to: 2025-10-20T06:${end}:00Z, shows: '${shows}' }\n`;
const grows = (more: string, rest = 'marks: {}\n'): string =>
  `${HEAD()}${more}${STATE}${process(START, 'id: grow, delay: 1m, set: { level: level + 2.5 }, then: grow')}${rest}`;
const value = (number: string, within: string): string => `  lost: { value: ${number}, within: ${within} }\n`;
const counts = (more: string, outcome: string, head = ''): string =>
  `${HEAD()}${more}${head}${STATE}${process(START, 'id: count, delay: 1m, set: { n: n + 1 }, while: n < 20')}marks: {}\noutcomes: { lost: ${outcome} }\n`;

/** One model for each kind of reason. */
const MODELS: readonly string[] = [
  wait('20m'),
  wait('45m'),
  wait('10m'),
  wait('4h'),
  wait('ttl', HEAD('3m'), TTL('19m')),
  wait('ttl', HEAD('3m'), TTL('20m', ', range: [10m, 40m]')),
  wait('ttl', HEAD('11m'), TTL('20m')),
  wait("'ttl + 6m'", HEAD('6m'), TTL('14m')),
  wait('{ dist: exponential, mean: ttl }', `${HEAD('2m')}simulate: { seed: 7 }\n`, TTL('20m')),
  wait('{ dist: uniform, min: 19m, max: 23m }', HEAD('2m').replace(', within: 2m', ''), ''),
  `${HEAD('3m')}${TTL('1m')}${STATE}${process(START, ...Array.from({ length: 19 }, (_, i) => `id: s${i}, delay: ttl`), `id: finish, delay: ttl, ${FINISH}`)}${MARK}`,
  `${HEAD('3m')}const: { minute: 1m }\n${STATE}${process(START, ...Array.from({ length: 19 }, (_, i) => `id: s${i}, delay: minute`), `id: finish, delay: minute, ${FINISH}`)}${MARK}`,
  `${HEAD('1m')}  near: { at: 2025-10-20T06:30:00Z }\n${STATE}${process('id: finish, at: observed.near, set: { done: true }')}${MARK}`,
  `${HEAD('3m')}  near: { at: 2025-10-20T06:28:00Z }\n${STATE}${process('id: wait, at: observed.near', `id: finish, delay: 2m, ${FINISH}`)}${MARK}`,
  `${HEAD()}${LATER}${STATE}${process('id: finish, at: observed.later - 7m, set: { done: true }')}${MARK}`,
  `${HEAD()}  first: { at: 2025-10-20T06:28:00Z, within: 5m }\n${STATE}${TTL('20m')}${process(START, `id: finish, delay: ttl, ${FINISH}`)}marks: { first: done, done: done }\n`,
  `${HEAD('3m')}  half: { at: 2025-10-20T06:20:00Z, within: 1m }\nconst: { each: 6s, keys: { value: 200, ${from('keys')} }, parts: { value: 2, ${from('half')} } }\n${STATE}processes:\n  p: { steps: [{ ${START} }] }\n  q: { loop: true, steps: [{ id: fill, when: 'begun && !done', delay: each, set: { n: n + 1, done: n == keys - 1 } }] }\nmarks: { half: '!done && n == div(keys, parts)', done: done }\n`,
  `${HEAD('3m')}${STATE}${process(`id: finish, at: observed.begun + 20m, ${FINISH}`)}${MARK}`,
  `${HEAD().replace('begun: { at: 2025-10-20T06:10:00Z }', 'begun: { at: 2025-10-20T06:20:00Z }').replace('T06:00', 'T06:10')}${TTL('20m')}${STATE}${process(`id: finish, delay: ttl, ${FINISH}`)}${MARK}`,
  `${HEAD('3m')}const: { wait: 20m }\n${STATE}${process(`id: check, set: { n: 'div(1, wait == 1200s ? 1 : 0)' }`, START, `id: finish, delay: wait, ${FINISH}`)}${MARK}`,
  `${HEAD('3m')}${STATE}${process(START, 'id: count, delay: 1m, set: { n: n + 1 }, while: n < 20', 'id: finish, set: { done: n == 20 }')}${MARK}`,
  grows(period('begun')),
  grows(period('level > 10.0', '20', '40')),
  grows(period('n >= 0 || begun')),
  grows(period('level > 90.0')),
  `${HEAD()}${LATER}${period('begun', '10', '37')}${STATE}${process(START, 'id: end_it, at: observed.later, set: { begun: false }')}marks: {}\n`.replace(
    'end_it',
    'stop',
  ),
  `${HEAD()}${period('done', '36', '59')}${TTL('20m')}${STATE}${process(START, `id: finish, delay: ttl, ${FINISH}`)}${MARK}`,
  `${HEAD()}${period('size > 400', '12', '40')}const: { size: { value: 500, ${from('size')} } }\n${STATE}${process(START)}marks: {}\n`,
  `${HEAD()}  fixed: { at: 2025-10-20T06:22:00Z }\n${period('backlog > 20.0', '15', '30')}const: { come: { value: 30.0, ${from('a')} }, go: { value: 50.0, ${from('b')} }, tick: { value: 1m, ${from('a')} } }\nstate: { begun: false, ok: false, backlog: 0.0 }\nprocesses:\n  p: { steps: [{ ${START} }, { id: fix, at: observed.fixed, set: { ok: true } }] }\n  q: { loop: true, steps: [{ id: tick, when: begun, delay: tick, set: { backlog: 'max(0.0, backlog + come - (ok ? go : 0.0))' } }] }\nmarks: {}\n`,
  counts(value('500', '10%'), 'size', 'const: { size: 500 }\n'),
  counts(value('700', '10%'), 'size', 'const: { size: 500 }\n'),
  `${HEAD()}  fixed: { at: 2025-10-20T06:20:00Z }\n${value('1200', '60%')}const: { come: { value: 2.0, ${from('traffic')} } }\nstate: { begun: false, ok: false }\nservices: { shop: { available: '!begun || ok' } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: come } }]\nprocesses: { p: { steps: [{ ${START} }, { id: fix, at: observed.fixed, set: { ok: true } }] } }\nmeasure: { failing: { is: rate(shop.errors), window: 1m } }\nmarks: {}\noutcomes: { lost: { is: failing, at: sum } }\n`,
  // A measure's default window is a duration that isn't in the text.
  `${HEAD('20s')}  fixed: { at: 2025-10-20T06:29:00Z }\nstate: { begun: false, ok: false }\nservices: { shop: { available: '!begun || ok' } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: { value: 2/s, ${from('traffic')} } } }]\n${process(START, 'id: fix, at: observed.fixed, set: { ok: true }')}measure: { failing: rate(shop.errors) }\nmarks: { done: ok && failing == 0.0 }\n`,
  // A lower number prevents the mark, or each of many numbers moves the mark only slightly.
  `${HEAD('3m')}${STATE}${process(START, 'id: count, delay: 1m, set: { n: n + 1 }, while: n < 22')}marks: { done: n >= 20 }\n`,
  `${HEAD('3m')}${STATE}${process(START, ...Array.from({ length: 40 }, (_, i) => `id: s${i}, delay: ${28 + i / 10}s`), `id: finish, ${FINISH}`)}${MARK}`,
  // The backlog drains at the same rate at which it grew.
  `${HEAD('3m')}  fixed: { at: 2025-10-20T06:20:00Z }\nstate: { begun: false, ok: false, n: 0 }\n${process(START, 'id: fix, at: observed.fixed, set: { ok: true }')}  q: { loop: true, steps: [{ id: tick, when: begun, delay: 1s, set: { n: 'ok ? n - 1 : n + 1' } }] }\nmarks: { done: ok && n == 0 }\n`,
  `${HEAD()}${LATER}${period('begun && done', '11', '36')}${STATE}${process(START)}  q: { steps: [{ id: finish, at: observed.later - 27m, ${FINISH} }] }\nmarks: {}\n`,
  `${HEAD()}${period('done', '12', '14')}simulate: { seed: 3 }\n${STATE}${process(START, `id: finish, delay: { dist: exponential, mean: 20m }, ${FINISH}`)}marks: {}\n`,
  `${HEAD()}${period('!done', '12', '25')}${TTL('20m', ', range: [14m, 26m]')}${STATE}${process(START, `id: finish, delay: ttl, ${FINISH}`)}marks: {}\n`,
  `${HEAD()}  fixed: { at: 2025-10-20T06:20:00Z }\n${value('2400', '50%')}const: { come: { value: 2.0, ${from('traffic')} } }\nstate: { begun: false, ok: false }\nservices: { shop: { available: '!begun || ok' } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: come } }]\nprocesses: { p: { steps: [{ ${START} }, { id: fix, at: observed.fixed, set: { ok: true } }] } }\nmeasure: { failing: { is: rate(shop.errors), window: 1m } }\nmarks: {}\noutcomes: { lost: { is: failing * failing, at: sum } }\n`,
];

/** A wait with several parts, some of them with sources, and variants that change the wait. */
function randomModel(c: Chance): string {
  const parts = Array.from({ length: c.int(1, 4) }, (_, i) => {
    const time = `${c.int(1, 12)}m`;
    return [
      `part${i}`,
      c.maybe(0.5) ? `{ value: ${time}, ${from(`p${i}`)}${c.maybe(0.3) ? ', range: [1m, 15m]' : ''} }` : time,
    ];
  });
  const steps = parts.map(
    ([name], i) =>
      `id: s${i}, delay: ${c.maybe(0.2) ? `{ dist: exponential, mean: ${name} }` : name}, set: { n: ${i + 1}${i === parts.length - 1 ? ', done: true' : ''} }`,
  );
  const first = `  first: { at: 2025-10-20T06:${c.int(12, 25)}:00Z${c.maybe(0.7) ? `, within: ${c.int(1, 6)}m` : ''} }\n`;
  const head = c.maybe(0.8) ? HEAD(`${c.int(1, 12)}m`) : HEAD().replace(', within: 5m', '');
  const shows = c.maybe(0.5) ? period(c.pick(['n > 0', '!done', 'n < 2', 'begun'])) : '';
  return `${head}${first}${shows}const: { ${parts.map(([name, text]) => `${name}: ${text}`).join(', ')} }\n${STATE}${FIX}${process(START, ...steps)}marks: { first: n > 0, done: done }\nvariants: { short: { const.part0: ${c.int(1, 4)}m }, long: { const.part0: ${c.int(9, 20)}m } }\n`;
}

let all: Validation[];

beforeAll(async () => {
  const random = Array.from({ length: drawsOf(80, 8) }, (_, i) => randomModel(new Chance(i + 1)));
  all = [];
  for (const text of [...MODELS, ...random]) all.push(await labelsOf(text));
}, 600_000);

test('each reason and each tag is of a listed kind and true of its probes', () => {
  const wrong = all.flatMap((validation) =>
    validation.comparisons.flatMap((one) =>
      [one.reason, ...one.tags].flatMap((text) => {
        const { kinds, isTrue } = judgeReason(text, one, validation);
        return isTrue ? [] : [`${kinds.join(' or ') || 'unknown'}: ${one.id}: ${text}`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

test('each listed kind occurs', () => {
  const texts = all.flatMap(({ comparisons }) =>
    comparisons.flatMap(({ reason, tags }) => [reason, ...tags]),
  );
  const missing = REASON_KINDS.filter(([, pattern]) => !texts.some((text) => pattern.test(text)));
  expect(missing.map(([name]) => name)).toEqual([]);
});

test('each verdict on a variant has the counts and quantities of its pairs', () => {
  const fixes = all.flatMap((validation) => validation.fixes);
  expect(fixes.length).toBeGreaterThan(10);
  expect(fixes.filter((fix) => !isTrueFix(fix)).map(({ reason }) => reason)).toEqual([]);
});
