import type { CurveResult, Micros, Result, Run, Sweep, SweptCurve } from '../../result.ts';
import { formatUtc } from '../../time/instant.ts';
import { keyItem, type Point, utcWords } from '../drawing/chart.ts';
import {
  type Column,
  type CsvCell,
  csvLink,
  dataTable,
  disclosure,
  figure,
  note,
  origin,
  runName,
  sentence,
  type ViewOptions,
  viewId,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { sourceLink } from '../markup/provenance.ts';
import { signedDuration, timeColumn, timeColumnCell } from '../trace/moments.ts';
import {
  countedFit,
  curveDifference,
  curveSentences,
  curveValue,
  skillText,
  toleranceWords,
} from '../words/curve-words.ts';
import { labelWords, reasonWords } from '../words/labels.ts';
import { countOf, plainNumber } from '../words/number-format.ts';
import { type Times, timesOf } from '../words/time-format.ts';
import { gapsOf, type PointChart, pointChart } from './point-chart.ts';

const MOST_ROWS = 48;
/** Space for the line names in every chart in a panel, so that the charts' axes line up. */
const NAMES = ['observed', 'simulated'] as const;

/** Simulated measures and the observed series that they're compared with, on one axis, with the difference below. */
export function curves(result: Result, run: Run, options: ViewOptions = {}): string {
  const all = run.curves ?? [];
  const times = timesOf(result);
  const id = viewId('curves', result, run, options);
  const key = [
    keyItem(
      'record',
      html`<line class="hc-ch-line hc-ch-record" x1="1" y1="10" x2="21" y2="10"/>`,
      'observed',
    ),
    keyItem(
      'model',
      html`<line class="hc-ch-line hc-ch-model" x1="1" y1="10" x2="21" y2="10"/>`,
      'simulated',
    ),
    all.some((curve) => bandOf(result, run, curve) !== null) &&
      keyItem('model', html`<rect x="1" y="3" width="20" height="14"/>`, '5–95% of runs'),
    all.some((curve) => gapsOf(observedPoints(curve)).length > 0) &&
      keyItem('nodata', html`<rect x="1" y="3" width="20" height="14"/>`, 'no data'),
    all.some(({ fitted }) => fitted !== null) &&
      keyItem('fitted', html`<rect x="1" y="3" width="20" height="14"/>`, 'numbers were fitted to this part'),
    run.faults.length > 0 && keyItem('fault', html`<rect x="1" y="3" width="20" height="14"/>`, 'fault'),
  ].filter((item) => item !== false);
  const body = html`${all.map((curve, i) => curvePanel(result, run, curve, times, `${id}-${i}`))}
<ul class="hc-legend">${key}</ul>
${note('Difference = simulated − observed. Skill = 1 − sum of |observed − simulated| / sum of |observed − normal|: 100% is a perfect match, 0% no better than a flat line at the normal value.')}
${origin(result, run)}`;
  const caption = html`${sentence(`${countOf(all.length, 'measure')} of the ${runName(run)}, compared with what was observed.`)}${sentence(utcWords(times, 0, run.ended.at))}`;
  return figure('curves', `${result.title}: observed and simulated curves`, caption, body).toString();
}

function curvePanel(result: Result, run: Run, curve: CurveResult, times: Times, id: string): Html {
  const swept = bandOf(result, run, curve);
  const label = result.validation?.comparisons.find(
    (one) => one.kind === 'curve' && one.id === curve.measure,
  );
  const tolerance = toleranceWords(curve);
  const sentences = [
    ...curveSentences(curve, swept?.curve ?? null, swept?.runs ?? 0),
    ...(tolerance === null ? [] : [`Tolerance: ${tolerance}.`]),
  ];
  return html`<div class="hc-panel">
<p class="hc-panel-title" dir="auto">${curve.measure} and ${curve.title}</p>
<p class="hc-panel-summary" id="${id}-summary" dir="auto">${sentences.join(' ')}</p>
${label !== undefined && html`<p class="hc-panel-summary" dir="auto"><strong>${labelWords(label)}.</strong> ${reasonWords(label)}</p>`}
${curveChart(result, run, curve, `${id}-summary`)}
${disclosure(`Data for ${curve.measure}`, numbers(result, curve, swept?.curve ?? null, times))}
</div>`;
}

/** Both curves on one axis, with the difference below. */
export function curveChart(
  result: Result,
  run: Run,
  curve: CurveResult,
  describedBy: string | undefined,
  size: Pick<PointChart, 'height'> = {},
): Html {
  const times = timesOf(result);
  const observed = observedPoints(curve);
  const simulated = curve.t.map((t, i): Point => [t, curve.simulated[i]!]);
  const band = bandOf(result, run, curve);
  const to = run.ended.at;
  const shared = {
    times,
    from: 0,
    to: Math.max(to, curve.t.at(-1) ?? 0),
    kind: curve.kind,
    impacts: [],
    sideLabels: NAMES,
  };
  const spans = [
    ...run.faults.map((fault) => ({ name: 'fault', from: fault.from, to: fault.to ?? to })),
    ...gapsOf(observed),
    ...(curve.fitted === null ? [] : [{ name: 'fitted', ...curve.fitted }]),
  ];
  const faultNames = run.faults.map(({ id, from }) => ({ name: 'fault', at: Math.max(0, from), text: id }));
  const main = pointChart({
    ...shared,
    ...size,
    label: `${curve.measure}: observed and simulated`,
    describedBy,
    unit: curve.kind === 'number' ? (curve.unit ?? '') : '',
    lines: [
      { name: 'record', label: 'observed', points: observed },
      { name: 'model', label: 'simulated', points: simulated },
    ],
    bands:
      band === null
        ? []
        : [
            {
              name: 'model',
              points: curve.t.map(
                (t, i) => [t, band.curve.p5[i] ?? null, band.curve.p95[i] ?? null] as const,
              ),
            },
          ],
    spans,
    moments: faultNames,
    levels: [{ name: 'threshold', at: curve.normal, label: 'normal' }],
  });
  const difference = curve.t.map((t, i): Point => {
    const [o, s] = [curve.observed[i]!, curve.simulated[i]!];
    return [t, o === null || s === null ? null : Number((s - o).toPrecision(6))];
  });
  const residual = pointChart({
    ...shared,
    label: `${curve.measure}: simulated minus observed`,
    describedBy,
    unit: 'difference',
    lines: [{ name: 'residual', label: '', points: difference }],
    spans: spans.filter(({ name }) => name !== 'fault'),
    moments: [],
    levels: [{ name: 'zero', at: 0, label: '' }],
    height: { wide: 84, narrow: 70 },
  });
  return html`${main}
${residual}`;
}

function observedPoints(curve: CurveResult): Point[] {
  return curve.t.map((t, i): Point => [t, curve.observed[i]!]);
}

/** The band from the sweep over drawn constants, or else from the sweep over seeds. */
function bandOf(
  { sweeps }: Result,
  run: Run,
  { measure }: CurveResult,
): { curve: SweptCurve; runs: number } | null {
  const own = (kind: Sweep['kind']): Sweep | undefined =>
    sweeps.find((sweep) => sweep.variant === run.variant && sweep.kind === kind && sweep.runs > 1);
  const sweep = own('draws') ?? own('seeds');
  const curve = sweep?.curves?.find((one) => one.measure === measure);
  return sweep === undefined || curve === undefined ? null : { curve, runs: sweep.runs };
}

function numbers(result: Result, curve: CurveResult, swept: SweptCurve | null, times: Times): Html {
  const { t, observed, simulated } = curve;
  const step = Math.max(1, Math.ceil(t.length / MOST_ROWS));
  const write = (value: number | null | undefined): string =>
    value == null ? '–' : curveValue(curve, value);
  const columns: Column[] = [
    timeColumn(times),
    { head: 'Observed', numeric: true },
    { head: 'Simulated', numeric: true },
    { head: 'Difference', numeric: true },
    ...(swept === null ? [] : [{ head: '5–95% of runs', numeric: true }]),
  ];
  const rows = t.flatMap((at, i) => {
    if (i % step !== 0) return [];
    const [o, s] = [observed[i]!, simulated[i]!];
    const cells = [
      o === null ? 'no data' : write(o),
      s === null ? 'no value' : write(s),
      o === null || s === null ? '–' : curveDifference(curve, s - o),
      ...(swept === null ? [] : [`${write(swept.p5[i])} to ${write(swept.p95[i])}`]),
    ];
    return [
      html`<tr>${timeColumnCell(times, at)}${cells.map((cell) => html`<td class="hc-num">${cell}</td>`)}</tr>
`,
    ];
  });
  const sparse = step === 1 ? '' : `Every ${ordinal(step)} point; the CSV has all of them. `;
  return html`${fitTable(curve)}
<p class="hc-note">Observed: ${curve.title}${curve.source !== null && html`, ${sourceOf(curve.source)}`}. ${sparse}${csvOf(result, curve, swept)}</p>
${dataTable(`Data: ${curve.measure}, observed and simulated`, columns, rows, 'numbers')}`;
}

function sourceOf(source: string): Html {
  return /^https?:\/\//.test(source) ? sourceLink(source) : html`${source}`;
}

function ordinal(n: number): string {
  return n === 2 ? 'second' : n === 3 ? 'third' : `${n}th`;
}

/** Goodness-of-fit measures: first the general ones, then the ones that hydrologists use. */
function fitTable(curve: CurveResult): Html {
  const counted = countedFit(curve);
  const parts = [
    { head: curve.fitted === null ? 'All points' : 'Outside the fitted part', fit: counted },
    ...(curve.fitted === null ? [] : [{ head: 'All points', fit: curve.fit }]),
  ];
  const lag = (value: Micros | null): string => (value === null ? '–' : signedDuration(value));
  const number = (value: number | null | undefined): string =>
    value == null ? '–' : plainNumber(Number(value.toPrecision(3)));
  type Fit = NonNullable<CurveResult['fit']>;
  const lines: readonly (readonly [string, (fit: Fit) => string])[] = [
    ['Points compared', ({ n, of }) => `${n} of ${of}`],
    ['Mean absolute difference (MAE)', ({ mae }) => curveDifference(curve, mae)],
    [`Skill against normal (${curveValue(curve, curve.normal)})`, ({ skill }) => skillText(skill)],
    ['Simulated peak / observed peak', ({ peakRatio }) => number(peakRatio)],
    ['Peak later by', ({ peakLag }) => lag(peakLag)],
    ['Back below half of the peak later by', ({ recoveryLag }) => lag(recoveryLag)],
    ['Nash–Sutcliffe efficiency (NSE)', ({ nse }) => number(nse)],
    ['Kling–Gupta efficiency (KGE)', ({ kge }) => number(kge?.value)],
    ['KGE: correlation', ({ kge }) => number(kge?.correlation)],
    ['KGE: ratio of the deviations', ({ kge }) => number(kge?.deviation)],
    ['KGE: ratio of the means', ({ kge }) => number(kge?.mean)],
  ];
  const rows = lines.map(
    ([name, write]) =>
      html`<tr><th scope="row">${name}</th>${parts.map(({ fit }) => html`<td class="hc-num">${fit === null ? '–' : write(fit)}</td>`)}</tr>
`,
  );
  const columns: Column[] = [{ head: 'Fit' }, ...parts.map(({ head }) => ({ head, numeric: true }))];
  return dataTable(`Fit of ${curve.measure} to ${curve.title}`, columns, rows, 'curve-fit');
}

function csvOf(result: Result, curve: CurveResult, swept: SweptCurve | null): Html {
  const { clock } = result;
  const scale = (value: number | null): number | null =>
    value === null || curve.kind !== 'duration' ? value : value / 1e6;
  const unit = curve.kind === 'duration' ? ' (s)' : '';
  const head = [
    clock === null ? 'seconds' : 'utc',
    `observed${unit}`,
    `simulated${unit}`,
    ...(swept === null ? [] : [`p5${unit}`, `p95${unit}`]),
  ];
  const rows = curve.t.map((at, i): CsvCell[] => [
    clock === null ? at / 1e6 : formatUtc(clock.epoch + at),
    scale(curve.observed[i]!),
    scale(curve.simulated[i]!),
    ...(swept === null ? [] : [scale(swept.p5[i] ?? null), scale(swept.p95[i] ?? null)]),
  ]);
  return csvLink(`${result.scenario}-${curve.measure}-curves`, head, rows);
}
