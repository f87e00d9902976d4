import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeText, writeSvg } from './svg-writer.ts';

/** What a reader who does not see a chart learns of it. */
export interface ChartName {
  /** What the chart shows, in a few words. */
  label: string;
  /** Id of the element that tells its news in a sentence. */
  describedBy: string;
}

/**
 * A plot as SVG text. Colours, dashes and faces are left to classes: the picture is the same by day and by night, and has
 * no style of its own.
 */
export function plotSvg(options: PlotOptions, name: ChartName): string {
  const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>').window;
  const drawn = plot({ ...options, document, className: 'hc-ch' });
  const attributes: readonly (readonly [string, string])[] = [
    ['xmlns', 'http://www.w3.org/2000/svg'],
    ['role', 'img'],
    ['aria-label', name.label],
    ['aria-describedby', name.describedBy],
  ];
  return writeSvg(drawn, attributes.map(([key, value]) => ` ${key}="${escapeText(value)}"`).join(''));
}
