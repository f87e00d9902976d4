import { expect, test } from 'vitest';
import { resultText } from '../../cli/output/result-text.ts';
import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Result } from '../../result.ts';
import { renderView } from '../../views/views.ts';
import { resultOf } from '../support/evaluate-text.ts';

const SHOP = (web: string) => `scenario: shop
until: 1m
const: { many: 4 }
state: { up: true }
services:
  web:
    service_time: 100ms
    concurrency: 2
${web}  db: { concurrency: 4, service_time: 50ms }
  cache: { service_time: 1ms }
load: [{ id: users, to: web, arrivals: { dist: constant, rate: 5/s } }]
variants: { more: { web.concurrency: 6 } }
`;

const SETUP = `    members: many
    autoscale: { metric: '0.5', target: 0.5, every: 10s, max: 8 }
    pools: { threads: 8, links: { size: 'up ? 2 : 1', held: calling }, sockets: unlimited }
    calls: [{ to: db, count: 3, parallel: true }, { to: cache, required: false }]
`;

const WORDS =
  '4 members (at most 8); pools threads (8), links (size varies) and sockets (unlimited); calls db 3 times in parallel and cache';

const SPAN: Span = {
  file: 'shop.yaml',
  start: { line: 1, column: 1 },
  end: { line: 1, column: 1 },
};

const textOf = (result: Result): string =>
  resultText(result, { place: SPAN, width: 200, paint: (_, text) => text });

test('members, pools and repeated or parallel calls are listed with a run', () => {
  const result = resultOf(SHOP(SETUP));
  expect(textOf(result)).toContain(`web                  ${WORDS}`);
  expect(renderView('load', result)).toContain(`At the start: web: ${WORDS}.`);
  expect(renderView('load', result, { variant: 'more' })).toContain(WORDS);
  expect(renderView('load', result, { service: 'db' })).not.toContain('At the start');
  expect(renderView('dependencies', result)).toContain('db 3 times in parallel, cache (optional)');
});

test('single servers with nothing but slots are left out', () => {
  const result = resultOf(SHOP('    calls: [{ to: db }]\n'));
  expect(result).not.toHaveProperty('setups');
  expect(textOf(result)).not.toContain('at the start');
  expect(renderView('load', result)).not.toContain('At the start');
});
