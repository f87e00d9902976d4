import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { prepare } from '../../evaluate/prepare.ts';
import type { FinishedSearch } from '../../explore/search.ts';
import { newFunction } from '../../model/compile.ts';
import type { PortableModel } from '../../portable/format.ts';
import { port } from '../../portable/model.ts';
import { PortableRunner } from '../../portable/run.ts';
import { scenarioText } from '../../scenario/cases.ts';
import { isFullTier } from '../support/draws.ts';
import { repositoryScenarios } from './repository.ts';

const scenarios = repositoryScenarios().filter(({ kind }) => isFullTier() || kind === 'cases');

// A page sends the model as JSON, without names or positions. JSON can't contain functions, so they are created
// separately.
test.each(scenarios)('a portable model gives the same results: $name', ({ text, page }) => {
  const made = prepare(scenarioText(fileSource('', text)), page);
  // Scenarios with errors have no model.
  if ('result' in made) return;
  const { model, bodies } = port(made.checked);
  const sent = JSON.parse(JSON.stringify(model)) as PortableModel;
  const functions = Object.fromEntries([...bodies].map(([key, body]) => [key, newFunction(body)]));
  const runner = new PortableRunner(sent, functions);
  // Portable models have neither claims nor observed series.
  const plain = <T extends object>({
    expectations: _claims,
    curves: _curves,
    ...rest
  }: T & { expectations: unknown; curves?: unknown }): unknown => JSON.parse(JSON.stringify(rest));
  let base: FinishedSearch | null = null;
  for (const [i, one] of sent.cases.entries()) {
    if (one.point !== null) continue;
    const expected = made.finished.find(({ run }) => run.variant === one.id);
    if (one.runs) expect(plain(runner.run(i, {}, sent.seed))).toEqual(plain(expected!.run));
    if (!one.searches) continue;
    const found = runner.search(i, base);
    base ??= found;
    const search = made.searches.find(({ exploration }) => exploration.variant === one.id)!;
    expect(plain(found.exploration)).toEqual(plain(search.exploration));
  }
});
