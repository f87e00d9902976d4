import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';

const HEAD = 'scenario: failover\nuntil: 10m\n';
const STEP = 'processes:\n  replica:\n    steps:\n      - id: promote\n        delay: 30s\n';

/** All diagnostics for a scenario, each with its position, message, and hint. */
function hints(text: string): (string | undefined)[][] {
  const { diagnostics } = evaluate(fileSource('hints.yaml', HEAD + text));
  return diagnostics.map(({ span, message, hint }) => [
    `${span.start.line}:${span.start.column}`,
    message,
    hint,
  ]);
}

describe('hints about YAML', () => {
  const item = "this list item isn't indented like the one before it";
  const indent = 'indent this line exactly like the other items in the list';
  const space = "this is a non-breaking space, which doesn't separate a key from its value";
  test.each([
    ['a list item one space short', `${STEP}     - id: next\n`, '8:6', item, indent],
    ['a list item one space long', `${STEP}       - id: next\n`, '8:8', item, indent],
    [
      'a key one space long',
      `${STEP}         when: up\n`,
      '8:10',
      'this line is indented more than the key before it',
      'indent this line like the other keys in the map',
    ],
    [
      'a missing comma',
      'observed:\n  found: { at: 2025-10-19T23:48:00Z kind: recovery }\n',
      '4:37',
      'there should be a comma before `kind`',
      'inside `{ ... }`, put a comma between two keys',
    ],
    [
      'a conditional in braces',
      'marks: { up: { when: fast ? a : b } }\n',
      '3:22',
      '`: ` turns this value into a key',
      'put the value in quotes',
    ],
    [
      'a conditional on a line',
      'marks:\n  up: fast ? a : b\n',
      '4:7',
      '`: ` turns this value into a key',
      'put the value in quotes, or check the indentation of this line',
    ],
    [
      'a curly closing quote',
      `state: { mode: 'standby’ }\n${STEP}        say: it's up\n`,
      '3:24',
      "the curly quote `’` doesn't close a string",
      "replace it with a straight one: `'`",
    ],
    [
      'a non-breaking space',
      'services:\n  db:\n    concurrency:\u00a05\n',
      '5:17',
      space,
      'replace it with a plain space',
    ],
    [
      'a non-breaking space before another key',
      'services:\n  db:\n    concurrency:\u00a05\n    service_time: 1s\n',
      '5:17',
      space,
      'replace it with a plain space',
    ],
    [
      'a non-breaking space in braces',
      'services:\n  db: { concurrency:\u00a05, service_time: 1s }\n',
      '4:21',
      space,
      'replace it with a plain space',
    ],
  ])('explain %s', (_, text, place, message, hint) => {
    expect(hints(text)).toEqual([[place, message, hint]]);
  });
});

describe('hints about names and values', () => {
  const dash = 'use a plain hyphen: -';
  test.each([
    ['a percentage', `const: { ok: 0.5 }\nmarks: { fine: ok > 95% }\n${STEP}`, '4:23', 'write `0.95`'],
    ['100%', `const: { ok: 0.5 }\nmarks: { fine: (ok >= 100%) }\n${STEP}`, '4:27', 'write `1.0`'],
    [
      'a string for a boolean',
      `state: { paged: false }\nmarks: { seen: 'paged == "yes"' }\n${STEP}`,
      '4:17',
      'write `true`, without quotes',
    ],
    [
      'another string for a boolean',
      `state: { paged: false }\nmarks: { seen: 'paged == "sent"' }\n${STEP}`,
      '4:17',
      'compare it with `true` or `false`',
    ],
    ['an en dash', `${STEP}`.replace('30s', '–4m'), '7:16', dash],
    [
      'an en dash in a distribution',
      `${STEP}`.replace('30s', '{ dist: uniform, min: 1m, max: –4m }'),
      '7:47',
      dash,
    ],
    ['an en dash in a duration', `measure: { m: { is: 1.0, window: 1–4m } }\n${STEP}`, '3:34', dash],
    [
      'an unknown function',
      `state: { up: 1 }\nmarks: { seen: 'banana(up) > 1' }\n${STEP}`,
      '4:17',
      'available functions: size, min, max, sum, range, div, abs, int, double, string, set, list, timer, has, rate, avg, p50, p90, p95, p99, p999',
    ],
    [
      'an unknown basis',
      `const: { lag: { value: 30s, basis: measured } }\n${STEP}`,
      '3:36',
      "write assumed, sourced, or 'fitted: observed.recovered'",
    ],
    [
      'an abbreviated setting',
      'services: { edge: { concurrency: 5, service_time: 1s } }\nfaults: [{ id: slow, at: 1m, set: { edge.slow: 2 } }]\n',
      '4:37',
      'did you mean `edge.slowdown`?',
    ],
    [
      'an abbreviated key',
      'services: { edge: { concurrency: 5, service_time: 1s, slow: 2 } }\n',
      '3:55',
      'did you mean `slowdown`?',
    ],
    [
      'a constant in a variant',
      `const: { reach: 3 }\n${STEP}variants: { wide: { reach: 5 } }\n`,
      '9:21',
      'did you mean `const.reach`?',
    ],
    [
      'a constant where only a plain duration is allowed',
      `${STEP}const: { period: 5m }\n`.replace('    steps', '    loop: period\n    steps'),
      '5:11',
      'only a plain duration is allowed here, not a constant or an expression: 250ms, 90s, 5m, 1.5h, 14h30m',
    ],
    ['a misspelled required key', `${STEP}`.replace('steps', 'stepz'), '5:5', 'did you mean `steps`?'],
  ])('explain %s', (_, text, place, hint) => {
    expect(hints(text).map(([at, , found]) => [at, found])).toEqual([[place, hint]]);
  });
});

describe('hints about marks that never happen', () => {
  const scenario = (steps: string) => `clock: { start: 2025-01-01T00:00:00Z }
state: { up: false, seen: false }
observed: { restored: { at: 2025-01-01T00:05:00Z, within: 4m } }
processes: { replica: { steps: [${steps}] } }
marks: { restored: up }
`;
  const other =
    'fix the model or, if you can explain the miss, claim it: `expect: { base: { labels: { restored: missed } } }`';
  test.each([
    [
      'name the step that waits',
      '{ id: notice, delay: 1m }, { id: promote, when: seen, delay: 1m, set: { up: true } }',
      'check the condition on line 6: `replica` waits for it, so the step `promote` never happens',
    ],
    [
      'name an earlier step that waits',
      '{ id: notice, when: seen }, { id: promote, delay: 1m, set: { up: true } }',
      'check the condition on line 6: `replica` waits for it, so the step `notice` never happens',
    ],
    [
      'name no step if none that could help waits',
      '{ id: promote, delay: 1m, set: { up: false } }, { id: look, when: seen }',
      other,
    ],
    ['name no step that a longer run would take', '{ id: promote, delay: 20m, set: { up: true } }', other],
  ])('%s', (_, steps, hint) => {
    expect(hints(scenario(steps)).map(([, , found]) => found)).toEqual([hint]);
  });

  test('name the step for a claim too', () => {
    const text = `state: { up: false, seen: false }
processes: { replica: { steps: [{ id: promote, when: seen, set: { up: true } }] } }
marks: { restored: up }
expect: { base: { run: { happens: restored } } }
`;
    expect(hints(text)).toEqual([
      [
        '6:35',
        'the scenario claims that restored happens, but it never does',
        'check the condition on line 4: `replica` waits for it, so the step `promote` never happens',
      ],
    ]);
  });
});
