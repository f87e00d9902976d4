import type { Micros } from '../../result.ts';
import { childOf, type YamlNode } from '../../yaml/node.ts';

/** Sections that define harm and the period in which it counts. */
const MEASURING = [
  'impact',
  'outcomes',
  'invariants',
  'step_invariants',
  'steady_state',
  'trigger',
  'until',
  'clock',
];

/**
 * The path of a patch that changes what counts as harm: a threshold, an invariant, the end of the run or of its warmup,
 * or a constant or measure that only these use. Such a variant can't be compared with the base. Null if there is no such
 * patch.
 *
 * @param root    the base
 * @param warmups the lengths of the base's and the variant's warmups. Other parts of `simulate` don't matter, since
 *   pairs of runs are made with the same seeds, and their number doesn't depend on it.
 */
export function redefinedHarm(
  root: YamlNode,
  patches: readonly { readonly path: string }[],
  warmups: readonly [base: Micros, variant: Micros],
): string | null {
  const changesWarmup = warmups[0] !== warmups[1];
  const elements = ['processes', 'services'].flatMap((section) => keysOf(childOf(root, section)));
  return (
    patches.find(({ path }) => {
      const [section, name] = path.split('.') as [string, string | undefined];
      if (elements.includes(section) && name !== undefined) return false;
      if (MEASURING.includes(section) || (section === 'simulate' && changesWarmup)) return true;
      return (
        ['const', 'measure', 'let'].includes(section) && name !== undefined && isOnlyMeasured(root, name)
      );
    })?.path ?? null
  );
}

/** True if a name is used only in the definition of harm. */
function isOnlyMeasured(root: YamlNode, name: string): boolean {
  const entries = root.kind === 'map' ? root.entries : [];
  const use = new RegExp(`(?<![\\w.])${name}(?!\\w)`);
  const users = entries.filter(
    ({ key, value }) =>
      !['variants', 'expect', 'show', 'assumes'].includes(key) &&
      textsIn(value).some((text) => use.test(text)),
  );
  return users.length > 0 && users.every(({ key }) => MEASURING.includes(key));
}

function keysOf(node: YamlNode | undefined): string[] {
  return node?.kind === 'map' ? node.entries.map(({ key }) => key) : [];
}

function textsIn(node: YamlNode): string[] {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? [node.value] : [];
  return node.kind === 'list'
    ? node.items.flatMap(textsIn)
    : node.entries.flatMap(({ value }) => textsIn(value));
}
