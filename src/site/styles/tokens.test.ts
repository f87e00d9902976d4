import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** Colors by token name: light, then dark. */
const colors = new Map(
  [...css.matchAll(/--hc-([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map((match) => [
    match[1]!,
    [match[2]!, match[3]!] as const,
  ]),
);

const PAPERS = ['paper', 'surface', 'raised'];
const TEXTS = [
  'ink',
  'ink-soft',
  'muted',
  'link',
  'link-strong',
  'bad',
  'good',
  'warn',
  'observed',
  'simulated',
  'estimated',
  'assumed',
];
const SHAPES = ['edge', 'focus', 'sev1', 'sev2', 'sev3', 'sev4', 'sev5'];

const PAIRS: (readonly [string, string, number])[] = [
  ...TEXTS.flatMap((text) => PAPERS.map((paper) => [text, paper, 4.5] as const)),
  ...['bad', 'ink'].map((text) => [text, 'bad-wash', 4.5] as const),
  ...['good', 'ink'].map((text) => [text, 'good-wash', 4.5] as const),
  ...[1, 2, 3, 4, 5].map((level) => [`sev${level}-ink`, `sev${level}`, 4.5] as const),
  ...SHAPES.flatMap((shape) => PAPERS.map((paper) => [shape, paper, 3] as const)),
];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in %s', (_scheme, index) => {
  test.each(PAIRS)('%s on %s has a contrast of at least %d', (front, back, least) => {
    expect(contrast(colors.get(front)![index], colors.get(back)![index])).toBeGreaterThanOrEqual(least);
  });
});

test.each([
  ['the layout', '../layouts/Base.astro'],
  ['the icon', './favicon.svg'],
])('%s has the background color of both schemes', (_name, file) => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  for (const paper of colors.get('paper')!) expect(text).toContain(paper);
});

/** Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
