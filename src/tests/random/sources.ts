import type { Chance } from './expressions.ts';

/** Keys whose plain numbers can have a source. */
const KEYS =
  'at|base|burst|cap|capacity|chance|concurrency|count|cooldown|delay|duplicate|every|factor|failures|for|healthy_after|instances|latency|loop|loss|max_wait|min_healthy|negative_ttl|open_for|priority|rate|service_time|share|slowdown|start_time|timeout|ttl|unhealthy_after|weight';
const NUMBER = new RegExp(String.raw`\b(${KEYS}): (\d[\w.%/]*)(?=[ ,}]|$)`, 'gm');

const DETAILS = [
  'source: https://docs.example.com/a',
  'basis: sourced, source: observed.o1',
  'basis: assumed',
] as const;

/** The scenario, with sources for some of its numbers. This doesn't change its runs. */
export function withSources(text: string, c: Chance): string {
  if (!c.maybe(0.4)) return text;
  return text.replace(NUMBER, (whole, key: string, number: string) => {
    if (!c.maybe(0.3)) return whole;
    const range = /^\d+m?s$/.test(number) && c.maybe(0.3) ? ', range: [0ms, 1d]' : '';
    return `${key}: { value: ${number}, ${c.pick(DETAILS)}${range} }`;
  });
}

/** The scenario without what `withSources` added. */
export function withoutSources(text: string): string {
  return text.replace(/\{ value: (\S+), (?:source: https|basis: (?:assumed|sourced))[^{}]*\}/g, '$1');
}
