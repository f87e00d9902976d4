import { childOf, type Range, type YamlNode } from '../yaml/node.ts';

export type SymbolKind =
  | 'constant'
  | 'state'
  | 'process'
  | 'instance'
  | 'local'
  | 'step'
  | 'channel'
  | 'service'
  | 'load'
  | 'fault'
  | 'mark'
  | 'fact'
  | 'measure'
  | 'property'
  | 'variant'
  | 'member';

/** A name that a scenario declares. */
export interface ScenarioSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The process of a step, an instance or a local; else null. */
  readonly process: string | null;
  /** Place of the name where it is declared, in the text of the scenario. */
  readonly range: Range;
  /** The declaration in short, as written. */
  readonly detail: string;
}

/** What a scenario declares, as far as its text can be read. */
export interface ScenarioSymbols {
  readonly id: string | null;
  readonly all: readonly ScenarioSymbol[];
}

const MAPS: readonly (readonly [string, SymbolKind])[] = [
  ['const', 'constant'],
  ['state', 'state'],
  ['processes', 'process'],
  ['channels', 'channel'],
  ['services', 'service'],
  ['marks', 'mark'],
  ['observed', 'fact'],
  ['measure', 'measure'],
  ['invariants', 'property'],
  ['eventually', 'property'],
  ['reachable', 'property'],
  ['variants', 'variant'],
];

const LONGEST = 120;

/** Gathers what a scenario declares. */
export function symbolsOf(text: string, root: YamlNode): ScenarioSymbols {
  const all: ScenarioSymbol[] = [];
  const shown = ({ start, end }: Range): string => {
    const flat = text.slice(start, end).replace(/\s+/g, ' ').trim();
    return flat.length > LONGEST ? `${flat.slice(0, LONGEST)} …` : flat;
  };
  const add = (kind: SymbolKind, node: YamlNode | undefined, process: string | null): void => {
    if (node?.kind !== 'map') return;
    for (const { key, keyRange, value } of node.entries) {
      all.push({ name: key, kind, process, range: keyRange, detail: shown(value) });
      if (kind === 'state' || kind === 'local') addMembers(all, value, shown);
    }
  };
  for (const [section, kind] of MAPS) add(kind, childOf(root, section), null);
  for (const [section, kind] of [
    ['load', 'load'],
    ['faults', 'fault'],
  ] as const) {
    for (const item of itemsOf(childOf(root, section))) addNamed(all, kind, item, null, shown);
  }
  const processes = childOf(root, 'processes');
  for (const { key, value } of processes?.kind === 'map' ? processes.entries : []) {
    add('local', childOf(value, 'local'), key);
    addInstances(all, childOf(value, 'instances'), key, shown);
    addSteps(all, childOf(value, 'steps'), key, shown);
  }
  const id = childOf(root, 'scenario');
  return { id: id?.kind === 'scalar' && typeof id.value === 'string' ? id.value : null, all };
}

type Shown = (range: Range) => string;

function addMembers(all: ScenarioSymbol[], variable: YamlNode, shown: Shown): void {
  for (const item of itemsOf(childOf(variable, 'enum'))) {
    if (item.kind !== 'scalar') continue;
    const range = { start: item.start, end: item.end };
    all.push({ name: String(item.value), kind: 'member', process: null, range, detail: shown(variable) });
  }
}

function addInstances(
  all: ScenarioSymbol[],
  node: YamlNode | undefined,
  process: string,
  shown: Shown,
): void {
  const names =
    node?.kind === 'map'
      ? node.entries.map(({ key, keyRange, value }) => ({ name: key, range: keyRange, detail: shown(value) }))
      : itemsOf(node).flatMap((item) =>
          item.kind === 'scalar'
            ? [{ name: String(item.value), range: { start: item.start, end: item.end }, detail: process }]
            : [],
        );
  for (const one of names) all.push({ ...one, kind: 'instance', process });
}

function addSteps(all: ScenarioSymbol[], steps: YamlNode | undefined, process: string, shown: Shown): void {
  for (const item of itemsOf(steps)) {
    addNamed(all, 'step', item, process, shown);
    addSteps(all, childOf(item, 'either'), process, shown);
    addSteps(all, childOf(item, 'steps'), process, shown);
  }
}

function addNamed(
  all: ScenarioSymbol[],
  kind: SymbolKind,
  item: YamlNode,
  process: string | null,
  shown: Shown,
): void {
  const id = childOf(item, 'id');
  if (id?.kind !== 'scalar' || typeof id.value !== 'string') return;
  all.push({ name: id.value, kind, process, range: { start: id.start, end: id.end }, detail: shown(item) });
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}
