import { readFileSync } from 'node:fs';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import type { Result } from '../../result.ts';
import { TOUR } from './models.ts';

const WRITE_UP = new URL('../../../content/incidents/aws-us-east-1-2025-10.md', import.meta.url);

/** The `observed.` facts used in the flagship's scenario. On the page, they come from the timeline. */
const OBSERVED = `observed:
  dns_fails: { at: 2025-10-19T23:48:00-07:00 }
  internal_mitigation: { at: 2025-10-20T01:15:00-07:00 }
  sts_recovers: { at: 2025-10-20T01:19:00-07:00 }
  dns_restored: { at: 2025-10-20T02:25:00-07:00 }
  connections_ok: { at: 2025-10-20T02:40:00-07:00, within: 10m }
`;

/** Results for a scenario that uses every feature, and for the flagship's scenario. */
export function goldenResults(): Record<string, Result> {
  const page = readFileSync(WRITE_UP, 'utf8');
  const block = /```scenario\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  return { tour: resultOf(TOUR), flagship: resultOf(`${block}${OBSERVED}`) };
}

function resultOf(text: string): Result {
  const { result, diagnostics } = evaluate(fileSource('golden.yaml', text));
  if (result === null) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return result;
}

// Prints the results when run as a program. A test does this with another version of Node.
if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/'))) {
  process.stdout.write(`${JSON.stringify(goldenResults())}\n`);
}
