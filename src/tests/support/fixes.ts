import { expect } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { checkText, evaluate, runHere, validateWith, withValidation } from '../../hindcast.ts';
import type { FixVerdict } from '../../result.ts';

/* A shop with an outage of 40 minutes, and variants that change it. */

export async function fixesOf(text: string): Promise<readonly FixVerdict[]> {
  const source = fileSource('a.yaml', text);
  expect(checkText(source).map(({ message, span }) => `${span.start.line}: ${message}`)).toEqual([]);
  const validated = await validateWith(runHere, source);
  return withValidation(evaluate(source), validated).result!.validation!.fixes;
}

export async function fixOf(text: string): Promise<FixVerdict> {
  const [fix] = await fixesOf(text);
  return fix!;
}

export const SHOP = (variants: string, more = '') => `scenario: shop
until: 2h
const: { length: 40m }
state: { up: true, lost: 0 }
services: { shop: { concurrency: 10, service_time: 10ms, available: up } }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: 30/m } }]
processes:
  outage: { steps: [{ id: fail, delay: 30m, set: { up: false } }, { id: repair, delay: length, set: { up: true } }] }
  checker: { loop: true, steps: [{ id: look, delay: 1m, set: { lost: 'up ? lost : lost + 1' } }] }
variants: { v: ${variants} }
${more}`;
