import type { Result, Run } from '../result.ts';
import type { Distribution, Sweep } from '../result-sweep.ts';
import { type Html, html } from './html.ts';
import { count } from './number-format.ts';
import { cameIn, quantityWriter, sweepName } from './sweep-rows.ts';

/** Variants whose changes a run makes together, in the order of the text; empty for one that stands for itself. */
export function combinedOf(run: Run, others: readonly Run[]): string[] {
  const key = ({ path, value }: Run['patches'][number]) => JSON.stringify([path, value]);
  const own = new Set(run.patches.map(key));
  const parts = others.filter(
    (other) =>
      other !== run &&
      other.patches.length > 0 &&
      other.patches.length < own.size &&
      other.patches.every((patch) => own.has(key(patch))),
  );
  const covered = new Set(parts.flatMap(({ patches }) => patches.map(key)));
  return parts.length > 1 && covered.size === own.size ? parts.map(({ variant }) => variant) : [];
}

/** A share as a bar beside a number that says the same. */
export function shareBar(share: number): Html {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
  return html`<svg class="hc-share" width="100" height="6" viewBox="0 0 100 6" aria-hidden="true"><rect class="hc-share-all" width="100" height="6"/><rect class="hc-share-part" width="${width}" height="6"/></svg>`;
}

/** A row that tells of many runs: a name, what it is over, and a cell for each run of the table. */
export interface SweptRow {
  name: string;
  group: string;
  cells: Html[];
}

/** How often each variant stays down, how long its impact is and how far from the base, over many runs. */
export function sweptRows(result: Result): SweptRow[] {
  const kinds = [...new Set(result.sweeps.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const of = result.runs.map(({ variant }) =>
      result.sweeps.find((sweep) => sweep.kind === kind && sweep.variant === variant),
    );
    const first = of.find((sweep) => sweep !== undefined);
    return first === undefined ? [] : rowsOfKind(result, of, sweepName(first, result));
  });
}

function rowsOfKind(result: Result, of: readonly (Sweep | undefined)[], group: string): SweptRow[] {
  const write = quantityWriter(result);
  const known = of.filter((sweep) => sweep !== undefined);
  const services = [...new Set(known.flatMap((sweep) => sweep.services.map(({ service }) => service)))];
  const names = [...new Set(known.flatMap((sweep) => sweep.differences.map(({ name }) => name)))];
  const line = (name: string, pick: (sweep: Sweep) => Html | null): SweptRow => ({
    name,
    group,
    cells: of.map((sweep) => (sweep === undefined ? null : pick(sweep)) ?? html`–`),
  });
  const steady = known.some(({ metastable }) => metastable !== null);
  return [
    ...(steady
      ? [
          line('metastable', ({ metastable, runs }) =>
            metastable === null ? null : html`${cameIn(metastable, runs)}`,
          ),
        ]
      : []),
    ...services.map((service) =>
      line(`${service}: impact`, (sweep) => {
        const found = sweep.services.find((one) => one.service === service);
        return found === undefined
          ? null
          : spreadCell(found.impact, sweep.runs, (value) => write(value, 'length'));
      }),
    ),
    ...names.map((name) =>
      line(`${name}: difference from the base`, (sweep) => {
        const found = sweep.differences.find((one) => one.name === name);
        if (found === undefined) return null;
        const quantity = found.unit === 'microseconds' ? 'change of length' : 'change of requests';
        return spreadCell(found.distribution, sweep.runs, (value) => write(value, quantity));
      }),
    ),
  ];
}

/** Median, with the 5 % to 95 % below it where they differ. */
function spreadCell(spread: Distribution, runs: number, write: (value: number) => string): Html {
  const { n, p5, p50, p95, least, greatest } = spread;
  if (p5 === null || p50 === null || p95 === null) return html`in none of ${count(runs)} runs`;
  if (least === 0 && greatest === 0 && write(0) === 'no change') return html`<strong>no effect</strong>`;
  const some = n === runs ? '' : `, ${count(n)} of ${count(runs)} runs`;
  const range = p5 === p95 ? 'in 90 of 100 runs the same' : `5 % to 95 %: ${write(p5)} to ${write(p95)}`;
  return html`${write(p50)}<span class="hc-sub">${range}${some}</span>`;
}
