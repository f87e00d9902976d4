import { fileSource } from '../diagnostic/source.ts';
import { type MakeRuns, runHere, validateWith } from '../hindcast.ts';
import { repositoryScenarios } from '../tests/random/repository.ts';

/**
 * Labels the comparisons and judges the fixes of the repository's write-ups without a cache. Prints CPU seconds and
 * runs for each scenario, for labels and for fixes. Judging fixes also requires new runs of the base.
 */
export async function benchLabels(): Promise<void> {
  const total = { labels: 0, fixes: 0 };
  console.log('labels, s   runs   fixes, s   runs  scenario');
  for (const { text, page } of repositoryScenarios().filter(({ kind }) => kind === 'incidents')) {
    const spent = { labels: 0, fixes: 0 };
    const runs = { labels: 0, fixes: 0 };
    let judging = false;
    const counted: MakeRuns = async (jobs, checked) => {
      // Labels are determined first, and only from runs of the base.
      judging ||= jobs.some(({ variant }) => variant !== 'base');
      const part = judging ? 'fixes' : 'labels';
      const before = process.cpuUsage();
      const made = await runHere(jobs, checked);
      const { user, system } = process.cpuUsage(before);
      spent[part] += (user + system) / 1e6;
      runs[part] += jobs.reduce((sum, { from, to }) => sum + to - from, 0);
      return made;
    };
    await validateWith(counted, fileSource('model', text), page);
    total.labels += spent.labels;
    total.fixes += spent.fixes;
    const figures = [spent.labels.toFixed(1), runs.labels, spent.fixes.toFixed(1), runs.fixes];
    const [labels, labelRuns, fixes, fixRuns] = figures.map(String);
    console.log(
      `${labels!.padStart(9)} ${labelRuns!.padStart(6)} ${fixes!.padStart(10)} ${fixRuns!.padStart(6)}  ${/^scenario: (.*)/m.exec(text)?.[1]}`,
    );
  }
  console.log(
    `${total.labels.toFixed(1).padStart(9)}        ${total.fixes.toFixed(1).padStart(9)}         all`,
  );
}
