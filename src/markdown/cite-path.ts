import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Basis } from '../result.ts';

/** The parts of `scenario#variant.kind.name.field`; for a search, of `scenario.explore.variant.field` too. */
export interface CitePath {
  scenario: string;
  variant: string;
  kind: (typeof KINDS)[number];
  /** What is cited; of a search, recovery or fit the field itself. */
  name: string;
  /** Of a service, mark or measure, and of what a sweep spreads; else null. */
  field: string | null;
}

const KINDS = [
  'impact',
  'marks',
  'const',
  'final',
  'explore',
  'measures',
  'recovery',
  'facts',
  'sweep',
  'draws',
  'fit',
] as const;

/** A value of a Result as prose shows it. */
export interface CitedValue {
  text: string;
  basis: Basis;
  /** The basis in closer words, with scenario and run. */
  origin: string;
}

export type Found = { value: CitedValue; finding?: undefined } | { value?: undefined; finding: Diagnostic };

const PATH = new RegExp(`^([\\w-]+)(?:#([\\w-]+))?\\.(${KINDS.join('|')})\\.([\\w-]+)(?:\\.([\\w.-]+))?$`);
const WITH_FIELD: readonly CitePath['kind'][] = ['impact', 'marks', 'measures'];
/** Of these a field may stand there or not: `sweep.runs`, `sweep.marks.recovered.p95`. */
const FREE: readonly CitePath['kind'][] = ['sweep', 'draws'];

/** Takes what stands behind `sim:` apart. Null if it is no such path. */
export function parseCite(path: string): CitePath | null {
  const m = PATH.exec(path);
  if (m === null) return null;
  const kind = m[3] as CitePath['kind'];
  const field = m[5] ?? null;
  if (kind === 'explore') {
    if (field === null) return { scenario: m[1]!, variant: m[2] ?? 'base', kind, name: m[4]!, field };
    return m[2] === undefined ? { scenario: m[1]!, variant: m[4]!, kind, name: field, field: null } : null;
  }
  const wantsField = WITH_FIELD.includes(kind);
  const free = FREE.includes(kind);
  if (!free && (wantsField !== (field !== null) || field?.includes('.') === true)) return null;
  return { scenario: m[1]!, variant: m[2] ?? 'base', kind, name: m[4]!, field };
}

/** A path as an author writes it. */
export function written(path: CitePath): string {
  const variant = path.variant === 'base' ? '' : `#${path.variant}`;
  return [`${path.scenario}${variant}`, path.kind, path.name, path.field].filter((p) => p !== null).join('.');
}
