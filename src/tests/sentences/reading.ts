import { JSDOM } from 'jsdom';
import type { Result } from '../../result.ts';

/*
 * Reads numbers, durations and times in sentences. It shares no code with the views. A value agrees with text if the
 * text is the value, rounded to the digits shown.
 */

/** The parts of a view that contain generated sentences. */
const SENTENCES = [
  '.hc-figcaption > span',
  '.hc-panel-summary',
  'p.hc-note',
  '.hc-notes > li',
  'ul.hc-list:not(.hc-plain-list) > li',
  'p.hc-absent',
  'p.hc-origin > span[dir]',
].join(', ');

/** All generated sentences in a view, including the text alternatives of its drawings. */
export function sentencesIn(markup: string): string[] {
  const alternatives = [...markup.matchAll(/<desc[^>]*>([\s\S]*?)<\/desc>/g)].map(([, text]) => text!);
  // Drawings and embedded files are large and don't contain any other sentences.
  const words = markup.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<a class="hc-csv"[\s\S]*?<\/a>/g, '');
  const { document } = new JSDOM(
    `${words}${alternatives.map((text) => `<p class="hc-absent">${text}</p>`).join('')}`,
  ).window;
  return [...document.querySelectorAll(SENTENCES)].flatMap((one) =>
    one
      .textContent!.replace(/\s+/g, ' ')
      .trim()
      .split(/(?<=\.)\s+(?=[A-Z“]|p99 )/)
      .filter((text) => text !== ''),
  );
}

/** True if a number agrees with the text: `1,234`, `−0.308`. */
export function isNumber(text: string, value: number): boolean {
  const plain = text.replaceAll(',', '').replace('−', '-');
  const decimals = /\.(\d+)$/.exec(plain)?.[1]?.length ?? 0;
  return Math.abs(Number(plain) - value) <= 0.5 * 10 ** -decimals + 1e-9 * Math.max(1, Math.abs(value));
}

/** True if a share agrees with the text: `12.5%`, `<0.1%`. */
export function isShare(text: string, share: number): boolean {
  if (text === '<0.1%') return share > 0 && share < 0.001;
  if (text === '>99.9%') return share < 1 && share > 0.999;
  return isNumber(text.replace('%', ''), share * 100);
}

const UNITS: Readonly<Record<string, number>> = {
  d: 86_400e6,
  h: 3600e6,
  min: 60e6,
  s: 1e6,
  ms: 1e3,
  µs: 1,
};

/** True if a duration in microseconds agrees with the text: `3 min 54 s`, `−2.9 s`. */
export function isDuration(text: string, micros: number): boolean {
  const sign = /^[−-]/.test(text) ? -1 : 1;
  let sum = 0;
  let unit = 1;
  for (const [, number, name] of text.matchAll(/([\d.]+) (d|h|min|ms|s|µs)\b/g)) {
    unit = UNITS[name!]! * 10 ** -(/\.(\d+)$/.exec(number!)?.[1]?.length ?? 0);
    sum += Number(number) * UNITS[name!]!;
  }
  // From ten minutes up, a duration may have been rounded to minutes even if the text doesn't show any.
  const shown = unit >= 60e6 || sum < 600e6 ? unit : 60e6;
  return Math.abs(sign * sum - micros) <= shown / 2 + 1000;
}

/** True if a point in time agrees with the text: the time of day on the run's clock, or the time since the start. */
export function isMoment(text: string, t: number, { clock }: Pick<Result, 'clock'>): boolean {
  if (clock === null) return isDuration(text, t);
  const seen = /^(?:(\w+ \d+), )?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))? \S+$/.exec(text);
  if (seen === null) return false;
  const [, day, hour, minute, second = '0'] = seen;
  const local = (epoch: number): Record<string, string> =>
    Object.fromEntries(
      new Intl.DateTimeFormat('en-US', {
        timeZone: clock.zone,
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      })
        .formatToParts(epoch / 1000)
        .map(({ type, value }) => [type, value]),
    );
  // Rounding up can result in the next second.
  return [0, 500_000].some((more) => {
    const { month, day: date, hour: h, minute: m, second: s } = local(clock.epoch + t + more);
    const sameDay = day === undefined || day === `${month} ${date}`;
    return sameDay && h === hour && m === minute && Math.abs(Number(s) - Number(second)) < 1;
  });
}

/** The names in `a, b and c`. */
export function namesIn(text: string): string[] {
  return text.split(/, | and /).map((name) => name.trim());
}
