import { expect, test, vi } from 'vitest';
import { evaluateText } from '../../tests/support/evaluate-text.ts';
import { BranchWait } from './waits.ts';

test('an event looks only at the waits that it may change', () => {
  const update = vi.spyOn(BranchWait.prototype, 'update');
  const waiting = Array.from(
    { length: 200 },
    (_, i) => `  p${i}: { steps: [{ id: s${i}, when: n > ${1000 + i} }] }`,
  );
  const { result } = evaluateText(`scenario: many
until: 1000s
state: { n: 0, open: false }
services: { shop: {} }
load: [{ id: users, to: shop, arrivals: { dist: poisson, rate: 20/s } }]
processes:
  clerk: { loop: true, steps: [{ id: work, delay: 1s, set: { n: n + 1 } }] }
${waiting.join('\n')}
`);
  expect(result!.unfired).toHaveLength(200);
  expect(result!.unfired[7]!.why).toEqual(['`n > 1007` was false the whole time']);
  // Each of the 1,000 changes to `n` affects all 200 steps, but none of the 20,000 requests affects any.
  expect(update.mock.calls.length).toBeLessThan(1.1 * 200 * 1000);
  update.mockRestore();
});
