import { readFileSync } from 'node:fs';
import { fileSource } from '../../../diagnostic/source.ts';
import type { Scenario } from '../../../scenario/ast/scenario.ts';
import { checkScenario, variantsOf } from '../../../scenario/check/check.ts';
import { applyVariant } from '../../../scenario/check/variant.ts';
import { isTimeZone } from '../../../time/zone.ts';
import { readYaml } from '../../../yaml/read.ts';

/**
 * Checks a scenario and all its variants.
 *
 * @returns scenarios by variant, `base` first
 * @throws Error with all diagnostics, including warnings
 */
export function scenariosIn(text: string, name = 'model.yaml'): Map<string, Scenario> {
  const source = fileSource(name, text);
  const { root, diagnostics } = readYaml(source, 'model');
  if (root?.kind !== 'map')
    throw new Error(`${name}: ${diagnostics.map(({ message }) => message).join('\n')}`);
  const roots = [
    { variant: 'base', root, found: diagnostics },
    ...variantsOf(root).map(({ name: variant, patches }) => {
      const patched = applyVariant(source, root, patches);
      return { variant, root: patched.root, found: patched.diagnostics };
    }),
  ];
  return new Map(
    roots.map((one) => {
      const checked = checkScenario(source, one.root, {
        record: [],
        isZone: isTimeZone,
        variant: one.variant,
      });
      const findings = [...one.found, ...checked.diagnostics].map(
        ({ message, span }) => `${name}:${span?.start.line}: ${message}`,
      );
      if (findings.length > 0 || checked.scenario === null) {
        throw new Error(`${one.variant} has errors:\n${findings.join('\n')}`);
      }
      return [one.variant, checked.scenario];
    }),
  );
}

/** A published algorithm from `models/`, with its variants. */
export function publishedModel(name: string): Map<string, Scenario> {
  const url = new URL(`../models/${name}.yaml`, import.meta.url);
  return scenariosIn(readFileSync(url, 'utf8'), `${name}.yaml`);
}
