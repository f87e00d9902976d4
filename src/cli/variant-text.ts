import type { Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { humanDuration } from '../time/duration.ts';
import { signedDuration } from '../views/moments.ts';
import { count } from '../views/number-format.ts';
import { labelPrecision } from '../views/time-format.ts';
import { differences, impactTime } from '../views/variants.ts';
import { bothFaces, type Look } from './run-text.ts';
import { type Cell, tableLines } from './table.ts';

/** Variants, an entry each: what came out otherwise than in the base. */
export function variantLines(look: Look): string[] {
  const [base, ...others] = look.result.runs;
  if (base === undefined || others.length === 0) return [];
  const rows = others.map((run): Cell[] => [run.variant, effect(look, run, base)]);
  return tableLines(['Variants', 'what differs from the base'], rows, look.paint, look.width);
}

function effect(look: Look, run: Run, base: Run): Cell {
  if (differences(look.result, run).length === 0) return { text: 'no effect', tone: 'warning' };
  return [...markEffects(look, run, base), ...impactEffects(run, base), ...propertyEffects(run, base)].join(
    '; ',
  );
}

function markEffects({ result, times }: Look, run: Run, base: Run): string[] {
  const gone: string[] = [];
  const other: string[] = [];
  for (const mark of run.marks) {
    const before = base.marks.find(({ id }) => id === mark.id)?.at ?? null;
    if (mark.at === before) continue;
    if (mark.at === null) gone.push(mark.id);
    else {
      const moved = before === null ? 'not in the base' : `${signedDuration(mark.at - before)}`;
      other.push(`${mark.id} at ${bothFaces(times, mark.at, labelPrecision(result))}, ${moved}`);
    }
  }
  return [...(gone.length === 0 ? [] : [`without ${gone.join(', ')}`]), ...other];
}

function impactEffects(run: Run, base: Run): string[] {
  const calm: string[] = [];
  const other: string[] = [];
  for (const service of run.services) {
    const before = base.services.find((one) => one.service === service.service);
    const [then, now] = [lasted(before, base), lasted(service, run)];
    if (then !== now && service.windows.length === 0) calm.push(`${service.service} (base: ${then})`);
    else if (then !== now) other.push(`impact on ${service.service} ${now} (base: ${then})`);
    else if (before !== undefined && before.failed !== service.failed) {
      other.push(`${count(service.failed)} failed at ${service.service} (base: ${count(before.failed)})`);
    }
  }
  return [...(calm.length === 0 ? [] : [`no impact on ${calm.join(', ')}`]), ...other];
}

function lasted(service: ServiceResult | undefined, run: Run): string {
  if (service === undefined || service.windows.length === 0) return 'none';
  const open = service.windows.some(({ to }) => to === null);
  return `${open ? 'at least ' : ''}${humanDuration(impactTime(service, run.ended.at))}`;
}

function propertyEffects(run: Run, base: Run): string[] {
  return run.properties.flatMap(({ name, verdict }) => {
    const before = base.properties.find((one) => one.name === name)?.verdict;
    return before === verdict ? [] : [`${name} ${verdict}`];
  });
}
