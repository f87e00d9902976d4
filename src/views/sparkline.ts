import type { ServiceResult } from '../result-services.ts';
import { type Html, html } from './html.ts';

const WIDTH = 120;
const HEIGHT = 26;

/**
 * Error rate over a run, 0 to 100 %, as a small picture with the threshold of impact as a dashed line. It is hidden from
 * screen readers: the table that it stands in says the same in numbers.
 */
export function sparkline(service: ServiceResult): Html {
  const columns = worstPerColumn(service.errorRate);
  const width = WIDTH / Math.max(columns.length, 1);
  const y = (rate: number) => Math.round((HEIGHT - 1 - rate * (HEIGHT - 2)) * 10) / 10;
  let path = '';
  let open = false;
  columns.forEach((rate, i) => {
    const x0 = round(i * width);
    if (rate === null) {
      if (open) path += `V${HEIGHT - 1}Z`;
      open = false;
      return;
    }
    path += open ? `V${y(rate)}` : `M${x0} ${HEIGHT - 1}V${y(rate)}`;
    path += `H${round((i + 1) * width)}`;
    open = true;
  });
  if (open) path += `V${HEIGHT - 1}Z`;
  const line = y(service.threshold);
  return html`<svg class="hc-spark" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path class="hc-spark-base" stroke="currentColor" d="M0 ${HEIGHT - 0.5}H${WIDTH}"/><path class="hc-spark-area" fill="currentColor" d="${path}"/><path class="hc-spark-threshold" stroke="currentColor" stroke-dasharray="3 3" d="M0 ${line}H${WIDTH}"/></svg>`;
}

/** At most one column for a pixel, each with the worst rate that falls into it; null where no request came. */
function worstPerColumn(rates: readonly (number | null)[]): (number | null)[] {
  const size = Math.ceil(rates.length / WIDTH);
  if (size <= 1) return [...rates];
  const columns: (number | null)[] = [];
  for (let i = 0; i < rates.length; i += size) {
    const known = rates.slice(i, i + size).filter((rate) => rate !== null);
    columns.push(known.length === 0 ? null : Math.max(...known));
  }
  return columns;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
