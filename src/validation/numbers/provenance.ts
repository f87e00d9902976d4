import type { NumberUsed } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';
import { childOf, type MapNode, type YamlNode } from '../../yaml/node.ts';
import { isAuthorsName } from './quantities.ts';

/** What an author says about a number. */
export type Provenance = Pick<NumberUsed, 'basis' | 'source' | 'range' | 'factors'>;

/** A timeline entry that can be the source of a number. */
export interface Evidence {
  readonly id: string;
  readonly source: string | null;
}

/** The keys for details about a number. */
const DETAILS = ['basis', 'source', 'range'];

/** True for `{ value, basis, source, range }` in place of a number, but not for an author's own names and data. */
export function isSourced(node: MapNode, path: readonly string[]): boolean {
  const parts = path.flatMap((part) => part.split('.'));
  const instances = parts.indexOf('instances', 2);
  const isData = parts.slice(2).some((part) => part === 'init' || part === 'fill');
  if (isData || (instances < 0 ? isAuthorsName(path) : parts.length !== instances + 3)) return false;
  const keys = node.entries.map(({ key }) => key);
  return keys.includes('value') && keys.every((key) => key === 'value' || DETAILS.includes(key));
}

/** The sources that readers can look up: URLs, and observed entries with evidence. */
export class LookUp {
  readonly #root: YamlNode;
  readonly #record: readonly Evidence[];

  constructor(root: YamlNode, record: readonly Evidence[]) {
    this.#root = root;
    this.#record = record;
  }

  /** The path of the map with the details about the number at `path`, or null. */
  ownerOf(path: readonly string[]): readonly string[] | null {
    if (path[0] === 'const') return path.slice(0, 2);
    for (let end = path.length - 1; end > 0; end--) {
      if (!['value', 'init', 'fill'].includes(path[end]!)) continue;
      const owner = path.slice(0, end);
      const node = this.#nodeAt(owner);
      if (node?.kind === 'map' && DETAILS.some((key) => childOf(node, key) !== undefined)) return owner;
    }
    return null;
  }

  /**
   * The details next to a number.
   *
   * @param path    of the number
   * @param written the number itself
   */
  provenanceOf(path: readonly string[], written: string): Provenance {
    const owner = this.ownerOf(path);
    const node = owner === null ? undefined : this.#nodeAt(owner);
    if (node?.kind !== 'map') return { basis: 'assumed', source: null, range: null, factors: null };
    const text = (key: string): string | null => {
      const value = childOf(node, key);
      return value?.kind === 'scalar' && value.value !== null ? String(value.value) : null;
    };
    const source = text('source');
    const basis = text('basis') ?? (source === null ? 'assumed' : 'sourced');
    const range = childOf(node, 'range');
    const [low, high] =
      range?.kind === 'list'
        ? range.items.map((end) => (end.kind === 'scalar' ? String(end.value) : ''))
        : [];
    const isRange = low !== undefined && high !== undefined;
    return {
      basis: basis.startsWith('fitted') ? 'fitted' : basis === 'sourced' ? this.#basisOf(source) : 'assumed',
      source,
      range: isRange ? [low, high] : null,
      factors: isRange ? factorsOf(written, low, high) : null,
    };
  }

  #nodeAt(path: readonly string[]): YamlNode | undefined {
    return path.reduce<YamlNode | undefined>(step, this.#root);
  }

  /** If a number comes from an entry that the model is compared with, the number is fitted. */
  #basisOf(source: string | null): NumberUsed['basis'] {
    if (source === null) return 'assumed';
    if (/^https?:\/\/[^\s/]+\.[^\s/]+\S*$/.test(source)) return 'sourced';
    const id = /^observed\.([A-Za-z_]\w*)$/.exec(source)?.[1];
    if (id === undefined || !this.#hasEvidence(id)) return 'assumed';
    const isCompared = ['marks', 'outcomes', 'measure'].some(
      (section) => childOf(childOf(this.#root, section), id) !== undefined,
    );
    return isCompared ? 'fitted' : 'sourced';
  }

  #hasEvidence(id: string): boolean {
    const own = childOf(childOf(childOf(this.#root, 'observed'), id), 'source');
    return own !== undefined || this.#record.some((entry) => entry.id === id && entry.source !== null);
  }
}

function step(node: YamlNode | undefined, part: string): YamlNode | undefined {
  if (node?.kind === 'list') return node.items.find((item, i) => nameOf(item) === part || String(i) === part);
  return childOf(node, part);
}

/** The id of a list's item, or null. */
export function nameOf(item: YamlNode): string | null {
  const id = childOf(item, 'id');
  return id?.kind === 'scalar' ? String(id.value) : null;
}

/** A range is cut off at this multiple of the value and at its inverse, so that its ends have a logarithm. */
const MOST = 10;

/** The ends of a range as multiples of the value. Null for a value that isn't a plain positive number. */
function factorsOf(written: string, low: string, high: string): readonly [number, number] | null {
  const [value, least, most] = [written, low, high].map(sizeOf);
  if (value == null || least == null || most == null || !(value > 0) || least > most) return null;
  return [Math.min(1, Math.max(1 / MOST, least / value)), Math.max(1, Math.min(MOST, most / value))];
}

function sizeOf(text: string): number | null {
  const duration = parseDuration(text);
  if (duration !== null) return duration;
  const found = /^(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(%|\/\s*(?:ms|s|m|h|d))?$/.exec(text.trim());
  if (found === null) return null;
  const per = found[2]?.startsWith('/') ? parseDuration(`1${found[2].slice(1).trim()}`)! : 1;
  return Number(found[1]) / (found[2] === '%' ? 100 : per);
}

/** True unless a source gives the exact number. */
export function isUncertain({ basis, factors }: Pick<NumberUsed, 'basis' | 'factors'>): boolean {
  return basis !== 'sourced' || factors !== null;
}
