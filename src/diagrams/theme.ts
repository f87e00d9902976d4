import type { MermaidConfig } from 'mermaid';
import type { SvgNode } from './svg-node.ts';
import { ROOT_FONT_SIZE } from './text-style.ts';

const FONT_FAMILY = 'Inter, sans-serif';

/** Settings that authors can't override, in addition to mermaid's list. This keeps pages consistent and safe. */
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

/** Maximum length of a diagram's source, in UTF-16 code units. */
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
    // Fits `critical`, the longest word in these boxes.
    sequence: { labelBoxWidth: 64 },
  };
}

/** All colors that mermaid's base theme would otherwise derive. Derived colors couldn't be recognized in its output. */
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
  for (const [color, names] of groups) for (const name of names.split(' ')) variables[name] = color;
  return variables;
}

/** Colors that pages define as `--mmd-NAME`. Their defaults and classes are in `diagram.css`. */
export type ThemeColor =
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
 * Placeholders for theme colors, because mermaid's color arithmetic throws on `var(...)`. They can be recognized in its
 * output, and are unusual enough that authors are unlikely to use them.
 */
const SENTINELS: Readonly<Record<ThemeColor, string>> = {
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

/** Color for `rect` blocks that mark a violation in sequence diagrams; drawn in `--mmd-break`. */
export const BREAK_RECT = 'rgb(253, 224, 221)';

export const THEME_COLORS = Object.keys(SENTINELS) as ThemeColor[];

const COLOR_OF_SENTINEL = new Map(THEME_COLORS.map((color) => [SENTINELS[color], color]));

/** The placeholder for a theme color. */
export function sentinel(color: ThemeColor): string {
  return SENTINELS[color];
}

/** The theme color for a placeholder in mermaid's output; null for an author's color. */
function themeColor(color: string): ThemeColor | null {
  const channels = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/i.exec(color)?.slice(1);
  const hex = channels === undefined ? color.toLowerCase() : `#${channels.map(toHex).join('')}`;
  return COLOR_OF_SENTINEL.get(hex) ?? null;
}

function toHex(channel: string): string {
  return Number(channel).toString(16).padStart(2, '0');
}

/** Opacity of an author's fill color under text in the page's color. */
const TINT = '0.25';

const CLEAR = /^(?:none|transparent)$/i;

const HAS_ALPHA = /^(?:rgba|hsla|#[\da-f]{4}$|#[\da-f]{8}$)|[/]|(?:[^,]*,){3}/i;

/**
 * Keeps diagrams readable in light and dark mode. Text follows the page's color scheme but authors' fill colors don't,
 * so fills under such text become tints. Edge labels get an opaque background, and white becomes the background color.
 */
export function keepLegible(node: SvgNode): void {
  const classes = new Set(node.classes);
  if (node.name === 'rect' && classes.has('rect')) tint(node);
  if (classes.has('node') && !hasOwnTextColor(node)) forEachNode(node, tint);
  if (classes.has('edgeLabel')) {
    forEachNode(node, (inner) => {
      if (inner.name === 'rect') inner.style.delete('opacity');
    });
  }
  if (node.name === 'marker') {
    forEachNode(node, ({ style }) => {
      if (style.get('fill') === 'white') style.set('fill', sentinel('bg'));
    });
  }
  for (const child of node.children) if (typeof child !== 'string') keepLegible(child);
}

function tint({ name, style }: SvgNode): void {
  const fill = style.get('fill');
  if (fill === undefined || name === 'text' || name === 'tspan' || style.has('fill-opacity')) return;
  if (themeColor(fill) === null && !CLEAR.test(fill) && !HAS_ALPHA.test(fill))
    style.set('fill-opacity', TINT);
}

function hasOwnTextColor(node: SvgNode): boolean {
  const fill = node.style.get('fill');
  const isText = node.name === 'text' || node.name === 'tspan';
  if (isText && fill !== undefined && themeColor(fill) === null) return true;
  return node.children.some((child) => typeof child !== 'string' && hasOwnTextColor(child));
}

function forEachNode(node: SvgNode, callback: (node: SvgNode) => void): void {
  callback(node);
  for (const child of node.children) if (typeof child !== 'string') forEachNode(child, callback);
}

/** Values of inherited properties. */
type Inherited = ReadonlyMap<string, string>;

/** Inherited properties with their values on `.diagram` in `diagram.css`. */
const START: Inherited = new Map([
  ['clip-rule', 'nonzero'],
  ['color', '#000'],
  ['dominant-baseline', 'auto'],
  ['fill', 'theme:fg'],
  ['fill-opacity', '1'],
  ['fill-rule', 'nonzero'],
  ['font-size', String(ROOT_FONT_SIZE)],
  ['font-style', 'normal'],
  ['font-weight', '400'],
  ['letter-spacing', 'normal'],
  ['marker-end', 'none'],
  ['marker-mid', 'none'],
  ['marker-start', 'none'],
  ['paint-order', 'normal'],
  ['shape-rendering', 'auto'],
  ['stroke', 'none'],
  ['stroke-dasharray', 'none'],
  ['stroke-dashoffset', '0'],
  ['stroke-linecap', 'butt'],
  ['stroke-linejoin', 'miter'],
  ['stroke-miterlimit', '4'],
  ['stroke-opacity', '1'],
  ['stroke-width', '1'],
  ['text-anchor', 'start'],
  ['visibility', 'visible'],
]);

/** Properties that aren't inherited, with their initial values. */
const INITIAL: Inherited = new Map([
  ['alignment-baseline', 'auto'],
  ['baseline-shift', '0'],
  ['clip-path', 'none'],
  ['opacity', '1'],
  ['rx', '0'],
  ['ry', '0'],
  ['stop-opacity', '1'],
  ['text-decoration', 'none'],
  ['transform', 'none'],
  ['vector-effect', 'none'],
]);

const SHAPES = new Set(['circle', 'ellipse', 'line', 'path', 'polygon', 'polyline', 'rect']);

const TEXT_PROPERTIES = /^(?:font|text|letter|dominant|alignment|baseline)-/;

const SYNONYMS: Readonly<Record<string, string>> = { bold: '700', bolder: '700', normal: '400' };

/**
 * Converts declared styles for the output: theme colors become classes in `diagram.css`; other styles become
 * attributes. Redundant declarations are dropped.
 */
export function present(root: SvgNode): void {
  presentNode(root, START);
}

function presentNode(node: SvgNode, inherited: Inherited): void {
  const inheritedBelow = new Map(inherited);
  const written = new Map<string, string>();
  for (const [property, declared] of node.style) {
    const value = plainValue(property, declared, inherited);
    if (property === 'display' || !matters(property, value, node, inherited)) continue;
    if (START.has(property)) {
      if (inherited.get(property) !== value) written.set(property, value);
      inheritedBelow.set(property, value);
    } else if (INITIAL.get(property) !== value) written.set(property, value);
  }
  written.delete('color');
  node.style = written;
  for (const property of ['fill', 'stroke']) {
    const value = written.get(property);
    if (!value?.startsWith('theme:')) continue;
    node.themeClasses.push(`mmd-${property}-${value.slice('theme:'.length)}`);
    written.delete(property);
  }
  // A symbol inherits from where it's used, so everything inside it needs explicit values.
  const below = node.name === 'symbol' ? new Map<string, string>() : inheritedBelow;
  for (const child of node.children) if (typeof child !== 'string') presentNode(child, below);
}

/** Normalizes a value, so that equivalent values compare as equal. */
function plainValue(property: string, declared: string, inherited: Inherited): string {
  let value = /^-?[\d.]+px$/.test(declared) ? declared.slice(0, -2) : declared;
  if (property === 'fill' || property === 'stroke') {
    if (/^currentcolor$/i.test(value)) value = inherited.get('color') ?? value;
    const color = themeColor(value);
    return color === null ? value : `theme:${color}`;
  }
  if (property === 'font-weight') return SYNONYMS[value] ?? value;
  if (property === 'font-size') return fontSize(value, inherited);
  if (property === 'stroke-dasharray') {
    value = value.split(/[\s,]+/).join(' ');
    return /^(?:[0 ]+|[\d.]+ 0)$/.test(value) ? 'none' : value;
  }
  return property === 'transform' ? value.replace(/(?<=\d)(?:deg|px)/g, '') : value;
}

function fontSize(value: string, inherited: Inherited): string {
  const number = Number.parseFloat(value);
  const parent = Number(inherited.get('font-size') ?? ROOT_FONT_SIZE);
  if (value.endsWith('rem')) return String(number * ROOT_FONT_SIZE);
  if (value.endsWith('em')) return String(number * parent);
  return value.endsWith('%') ? String((number * parent) / 100) : value;
}

/** False for a property that has no effect on the element or its content. */
function matters(property: string, value: string, node: SvgNode, inherited: Inherited): boolean {
  if (property === 'overflow') return ['marker', 'svg', 'symbol'].includes(node.name);
  if (property === 'alignment-baseline' && node.name !== 'tspan') return false;
  if (!SHAPES.has(node.name)) return true;
  const used = (name: string) =>
    plainValue(name, node.style.get(name) ?? inherited.get(name) ?? '', inherited);
  if (TEXT_PROPERTIES.test(property)) return false;
  if (property.startsWith('stroke-')) return used('stroke') !== 'none';
  if (property.startsWith('fill-')) return used('fill') !== 'none';
  return property !== 'fill' || node.name !== 'line' || value === '';
}
