import type { MermaidConfig } from 'mermaid';
import { ROOT_FONT_SIZE } from './text-style.ts';

/** Names of the colours that pages define, as `--mmd-NAME`; `diagram.css` holds defaults and the classes. */
export type ThemeColour =
  | 'bg'
  | 'surface'
  | 'fg'
  | 'line'
  | 'border'
  | 'note'
  | 'note-border'
  | 'active'
  | 'cluster'
  | 'break';

/**
 * Colours that mermaid is given in place of the real ones, which it could not compute with: real `var(...)` text
 * throws in its colour arithmetic. They are found again in its output. Odd on purpose, so that no author has them.
 */
const SENTINELS: Readonly<Record<ThemeColour, string>> = {
  bg: '#fdfcf1',
  surface: '#f1f2f4',
  fg: '#12141a',
  line: '#34383f',
  border: '#9a9fb1',
  note: '#fff3c1',
  'note-border': '#d9b641',
  active: '#d5d9e1',
  cluster: '#f7f8f9',
  break: '#fde0dd',
};

/** Colour for `rect` blocks of sequence diagrams that show something broken: drawn in `--mmd-break`. */
export const BREAK_RECT = 'rgb(253, 224, 221)';

export const THEME_COLOURS = Object.keys(SENTINELS) as ThemeColour[];
const COLOUR_OF_SENTINEL = new Map(THEME_COLOURS.map((colour) => [SENTINELS[colour], colour]));

/** The colour that stands for a theme colour until the picture is finished. */
export function sentinel(colour: ThemeColour): string {
  return SENTINELS[colour];
}

/** The theme colour that a colour in mermaid's output stands for, or null for a colour of the author's own. */
export function themeColour(colour: string): ThemeColour | null {
  const channels = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/i.exec(colour)?.slice(1);
  const hex = channels === undefined ? colour.toLowerCase() : `#${channels.map(toHex).join('')}`;
  return COLOUR_OF_SENTINEL.get(hex) ?? null;
}

function toHex(channel: string): string {
  return Number(channel).toString(16).padStart(2, '0');
}

const FONT_FAMILY = 'Inter, sans-serif';

/** Every colour that mermaid's base theme would derive from another: derived ones could not be found again. */
function themeVariables(): Record<string, string> {
  const { bg, surface, fg, line, border, note, active, cluster } = SENTINELS;
  const groups: readonly [string, string][] = [
    [bg, 'background edgeLabelBackground sequenceNumberColor rowOdd attributeBackgroundColorOdd'],
    [
      surface,
      'primaryColor secondaryColor mainBkg secondBkg actorBkg labelBoxBkgColor stateBkg compositeTitleBackground ' +
        'rowEven attributeBackgroundColorEven',
    ],
    [
      fg,
      'primaryTextColor secondaryTextColor tertiaryTextColor textColor nodeTextColor titleColor actorTextColor ' +
        'signalTextColor labelTextColor loopTextColor noteTextColor stateLabelColor transitionLabelColor labelColor ' +
        'classText',
    ],
    [line, 'lineColor defaultLinkColor arrowheadColor signalColor transitionColor specialStateColor'],
    [
      border,
      'primaryBorderColor secondaryBorderColor tertiaryBorderColor nodeBorder clusterBorder actorBorder ' +
        'actorLineColor labelBoxBorderColor activationBorderColor innerEndBackground compositeBorder border1 border2',
    ],
    [note, 'noteBkgColor'],
    [SENTINELS['note-border'], 'noteBorderColor'],
    [active, 'activationBkgColor'],
    [cluster, 'tertiaryColor clusterBkg compositeBackground altBackground'],
  ];
  const variables: Record<string, string> = { fontSize: `${ROOT_FONT_SIZE}px` };
  for (const [colour, names] of groups) for (const name of names.split(' ')) variables[name] = colour;
  return variables;
}

/** What authors must not change in a diagram, besides what mermaid itself refuses: the pages' look and safety. */
const SECURE = [
  'altFontFamily',
  'arrowMarkerAbsolute',
  'darkMode',
  'deterministicIDSeed',
  'deterministicIds',
  'dompurifyConfig',
  'fontFamily',
  'fontSize',
  'forceLegacyMathML',
  'handDrawnSeed',
  'htmlLabels',
  'legacyMathML',
  'logLevel',
  'look',
  'maxEdges',
  'maxTextSize',
  'secure',
  'securityLevel',
  'startOnLoad',
  'suppressErrorRendering',
  'theme',
  'themeCSS',
  'themeVariables',
];

/** Longest text of a diagram, in UTF-16 code units. */
export const MAX_TEXT = 50_000;

/** Mermaid's settings for every diagram. */
export function mermaidConfig(): MermaidConfig {
  return {
    startOnLoad: false,
    securityLevel: 'strict',
    secure: SECURE,
    suppressErrorRendering: true,
    maxTextSize: MAX_TEXT,
    htmlLabels: false,
    deterministicIds: true,
    handDrawnSeed: 1,
    look: 'classic',
    logLevel: 'fatal',
    fontFamily: FONT_FAMILY,
    theme: 'base',
    themeVariables: themeVariables(),
    // Room for the longest of the words that stand in these boxes, `critical`.
    sequence: { labelBoxWidth: 64 },
  };
}
