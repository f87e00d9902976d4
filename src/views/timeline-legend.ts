import type { Basis, MarkResult } from '../result.ts';
import { type Html, html, type Part } from './html.ts';
import { basisShape } from './provenance.ts';
import type { TimelineLayout } from './timeline-layout.ts';
import type { Look } from './timeline-markers.ts';
import { markSign, signOf, zigzag } from './timeline-shapes.ts';

const WORDS: readonly (readonly [Look, string])[] = [
  ['step', 'step'],
  ['many', 'several events (their number)'],
  ['skip', 'starts over'],
  ['deliver', 'message arrives'],
  ['trouble', 'call fails or message is lost'],
  ['crash', 'crash'],
  ['restart', 'restart'],
  ['input', 'input: its time is from the record'],
  ['breaks', 'breaks an invariant'],
  ['mends', 'invariant holds again'],
];

/** The signs that a timeline uses, and no others. */
export function timelineLegend(layout: TimelineLayout): Html {
  const looks = new Set(layout.lanes.flatMap((lane) => lane.markers.map((marker) => marker.look)));
  const counted = layout.lanes.some((lane) => lane.markers.some((marker) => marker.events.length > 1));
  if (counted) looks.add('many');
  const bars = new Set(layout.lanes.flatMap((lane) => lane.lane.bars.map((bar) => bar.kind)));
  const marks = new Set(layout.record.marks.map((mark) => mark.basis));
  const items = [
    layout.factsY !== null &&
      item('hc-basis-observed', basisShape('observed', 11, 10, 5.5), 'observed, from the record'),
    marks.has('prediction') && markItem('prediction', 'simulated'),
    marks.has('input') && markItem('input', 'simulated'),
    marks.has('fit') && markItem('fit', 'estimated'),
    layout.record.marks.some(({ range }) => range !== null) &&
      item('hc-basis-simulated', whiskerSign(), '5 % to 95 % of the runs of a sweep'),
    layout.record.facts.some(({ to }) => to !== null) &&
      item('hc-basis-observed', stateSign(), 'observed over a time'),
    ...WORDS.filter(([look]) => looks.has(look)).map(([look, words]) => lookItem(look, words)),
    bars.has('impact') &&
      item('hc-tl-impact', impactSign(), 'impact; the filled height is the share that fails'),
    bars.has('fault') && item('hc-tl-bar hc-tl-fault', barSign(), 'fault'),
    bars.has('broken') && item('hc-tl-bar hc-tl-broken', barSign(), 'invariant is broken'),
    layout.breaks.length > 0 && item('hc-tl-break-edge', breakSign(), 'break: time left out'),
    isWider(layout) && item('hc-legend-outside', barSign(), 'outside the run'),
  ];
  return html`<ul class="hc-legend" aria-label="Signs of the timeline">${items}</ul>`;
}

function isWider({ run, scale }: TimelineLayout): boolean {
  return run.x0 - scale.x(scale.from) > 1 || scale.x(scale.to) - run.x1 > 1;
}

function item(name: string, sign: Part, words: string): Html {
  return html`<li class="hc-legend-item"><svg class="hc-legend-sign" width="22" height="20" viewBox="0 0 22 20" aria-hidden="true"><g class="${name}">${sign}</g></svg>${words}</li>`;
}

function markItem(basis: MarkResult['basis'], name: Basis): Html {
  const words = {
    prediction: 'mark of the run',
    input: 'mark that only follows an input',
    fit: 'mark that a constant was fitted to',
  }[basis];
  return item(`hc-basis-${name}`, markSign(basis, 11, 10), words);
}

function lookItem(look: Look, words: string): Html {
  const several = look === 'many';
  return item(`hc-tl-marker hc-look-${look}`, signOf(look, 11, 10, several ? 3 : 1, 9), words);
}

function impactSign(): Html {
  return html`<rect class="hc-legend-impact" stroke="currentColor" fill="none" x="1" y="3" width="20" height="14" rx="2"/><path class="hc-tl-rate" d="M1 17V6H12V12H21V17Z"/>`;
}

function whiskerSign(): Html {
  return html`<path class="hc-tl-whisker" stroke="currentColor" d="M2 6v8m0 -4H20m0 -4v8"/>`;
}

function stateSign(): Html {
  return html`<path class="hc-tl-state" stroke="currentColor" d="M1 10H21"/>`;
}

function barSign(): Html {
  return html`<rect stroke="currentColor" x="1" y="5" width="20" height="10" rx="2"/>`;
}

function breakSign(): Html {
  return html`<path fill="none" stroke="currentColor" d="${zigzag(6, 1, 19)}${zigzag(13, 1, 19)}"/>`;
}
