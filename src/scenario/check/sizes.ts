import type { ScalarNode } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import { MAX_INSTANCES_OF_PROCESS } from '../schema/processes.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { type Context, isWhole, type Path } from './context.ts';
import * as say from './diagnostics.ts';

/** A scenario in which constants that set a number of instances are replaced with their values. */
export interface Sized {
  readonly raw: RawScenario;
  /** For each process, the constant that sets its number of instances. */
  readonly sizedBy: ReadonlyMap<string, string>;
}

/** Replaces constants under `instances` with their values, both in processes and in `explore`. */
export function resolveSizes(context: Context, raw: RawScenario): Sized {
  const sizedBy = new Map<string, string>();
  const processes = Object.entries(raw.processes ?? {}).map(([name, process]) => {
    const { instances } = process;
    if (typeof instances !== 'string') return [name, process] as const;
    sizedBy.set(name, instances);
    const size = sizeFrom(context, raw, ['processes', name, 'instances'], instances);
    return [name, { ...process, instances: size }] as const;
  });
  const searched = Object.entries(raw.explore?.instances ?? {});
  if (sizedBy.size === 0 && searched.every(([, size]) => typeof size === 'number')) return { raw, sizedBy };
  const instances = searched.map(([name, size]) => [
    name,
    typeof size === 'number' ? size : sizeFrom(context, raw, ['explore', 'instances', name], size),
  ]);
  return {
    raw: {
      ...raw,
      ...(raw.processes === undefined ? {} : { processes: Object.fromEntries(processes) }),
      ...(raw.explore?.instances === undefined
        ? {}
        : { explore: { ...raw.explore, instances: Object.fromEntries(instances) } }),
    },
    sizedBy,
  };
}

/** A constant's value as a number of instances. If it isn't valid, reports that and returns 1. */
function sizeFrom(context: Context, raw: RawScenario, path: Path, name: string): number {
  const constants = raw.const ?? {};
  if (!Object.hasOwn(constants, name)) {
    context.report(say.unknownSize(context.span(path), name, nearest(name, Object.keys(constants))));
    return 1;
  }
  const constant = constants[name]!;
  const valuePath = typeof constant === 'object' ? ['const', name, 'value'] : ['const', name];
  const node = context.node(valuePath) as ScalarNode;
  const within = (value: unknown): boolean =>
    typeof value === 'number' && value >= 1 && value <= MAX_INSTANCES_OF_PROCESS;
  // Report the position of the value, which may be in a variant or under `vary`.
  if (!isWhole(node) || !within(node.value)) {
    context.report(say.badSize(context.span(valuePath), name, MAX_INSTANCES_OF_PROCESS));
    return 1;
  }
  const range = typeof constant === 'object' ? constant.range : undefined;
  if (range !== undefined && !range.every(within)) {
    context.report(say.badSize(context.span(['const', name, 'range']), name, MAX_INSTANCES_OF_PROCESS));
  }
  return node.value as number;
}
