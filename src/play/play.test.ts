import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { portable } from '../hindcast.ts';
import type { PortableModel } from '../portable/format.ts';
import { type MadeFunctions, PortableRunner } from '../portable/run.ts';
import { Answers } from './answer.ts';
import { engineScript } from './bundle.ts';
import { controlsOf } from './controls.ts';
import { modelScript } from './model-script.ts';

const TEXT = `
scenario: till
title: One till
until: 1m
clock: { start: 2026-03-02T10:00:00Z }
observed: { busy: { at: 2026-03-02T10:00:30Z } }
marks: { busy: failing >= 0.0 }
const:
  pace: { value: 30, range: [10, 90] }
services:
  till: { concurrency: 1, service_time: 20ms }
load:
  - { id: shoppers, to: till, arrivals: { dist: poisson, rate: pace }, timeout: 1s }
measure:
  failing: { is: rate(till.timeouts) + rate(till.errors), window: 5s }
outcomes:
  worst: { is: failing, at: max, better: lower }
vary:
  speed: { path: till.service_time, values: [10ms, 40ms] }
variants:
  slow_till: { till.service_time: 60ms }
`;

const ported = (text: string) => portable(fileSource('till.yaml', text))!;

/** What a page loads: the model's script, as a file. */
async function loaded(text: string): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-play-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'model.mjs');
  writeFileSync(file, modelScript(ported(text)));
  const { model, functions } = (await import(pathToFileURL(file).href)) as {
    model: PortableModel;
    functions: MadeFunctions;
  };
  return new Answers(model, new PortableRunner(model, functions));
}

test('a scenario offers its variants, the values of `vary`, and constants with a range', () => {
  const controls = controlsOf(ported(TEXT).model)!;
  expect(controls.groups.map(({ title, options }) => [title, options.map(({ text }) => text)])).toEqual([
    ['', ['as it was', 'slow_till']],
    ['speed', ['10ms', '40ms']],
  ]);
  const [slider] = controls.sliders;
  expect(slider!.stops.map(({ value }) => value)).toEqual(
    slider!.stops.map(({ value }) => value).toSorted((a, b) => a - b),
  );
  expect(slider!.stops.at(0)!.value).toBe(10);
  expect(slider!.stops.at(-1)!.value).toBe(90);
  expect(slider!.stops[slider!.own]!.value).toBe(30);
});

test('the page and the reader have the same results until the reader changes a number', async () => {
  const answers = await loaded(TEXT);
  const same = answers.answer({ id: 1, index: 0, constants: {}, seed: 1 });
  expect(same.error).toBeNull();
  expect(same.rows.length).toBeGreaterThan(0);
  expect(same.rows.filter(({ page, yours }) => page !== yours)).toEqual([]);
  expect(same.timeline).toContain('<svg');
  const other = answers.answer({ id: 2, index: 0, constants: { pace: 90 }, seed: 1 });
  const worst = other.rows.find(({ head }) => head === 'worst')!;
  expect(worst.page).toBe(same.rows.find(({ head }) => head === 'worst')!.yours);
  expect(worst).not.toMatchObject({ yours: worst.page });
  expect(other.curve!.yours).not.toEqual(other.curve!.page);
});

test('a run that fails with the reader’s numbers is an answer, not a crash', async () => {
  const answers = await loaded(`
scenario: split
title: Work is split
until: 1m
const:
  shares: { value: 2, range: [0, 4] }
state: { each: 0 }
processes:
  worker:
    instances: [A]
    steps: [{ id: split, set: { each: 'div(12, shares)' } }]
`);
  expect(answers.answer({ id: 1, index: 0, constants: {}, seed: 1 }).error).toBeNull();
  const broken = answers.answer({ id: 2, index: 0, constants: { shares: 0 }, seed: 1 });
  expect(broken).toMatchObject({ error: 'this divides by zero', rows: [] });
});

test('a search shows its verdict and its shortest counterexample', async () => {
  const text = readFileSync(new URL('../../content/examples/lost-update.yaml', import.meta.url), 'utf8');
  const answers = await loaded(text);
  const { rows, steps } = answers.answer({ id: 1, index: 0, constants: {}, seed: 1 });
  expect(rows[0]!.yours).toBe('The base violates both_counted in 4 steps');
  expect(steps).toHaveLength(4);
});

test('the engine for pages is small, and makes no code', async () => {
  const script = await engineScript();
  expect(script).not.toMatch(/new Function|\beval\(|\bimport\s*["'{*]/);
  expect(gzipSync(script).length).toBeLessThan(100_000);
});
