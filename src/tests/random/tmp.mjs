import { firstDifference } from './comparison.ts';
import { repositoryScenarios, withSmallFleets } from './repository.ts';

for (const { kind, name, text, page } of repositoryScenarios()) {
  if (
    kind !== 'incidents' &&
    !name.startsWith('services-as') &&
    !name.startsWith('cascades') &&
    !name.startsWith('cache-st')
  )
    continue;
  const t = Date.now();
  process.stdout.write(`${name} ...`);
  const d = firstDifference(withSmallFleets(text), page);
  console.log(d === null ? 'same' : JSON.stringify(d).slice(0, 200), (Date.now() - t) / 1000);
}
