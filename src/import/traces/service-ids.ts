/** Words that mean something else in a scenario's expressions. A test compares them with the language. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  'self old observed true false null in start end now as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const MAX_LENGTH = 60;

/** Ids for services in a scenario: `orders-db` becomes `orders_db`. Names that become equal get a number. */
export function serviceIds(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const word = name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9_]+/g, '_')
      .slice(0, MAX_LENGTH)
      .replace(/^_+|_+$/g, '');
    const isName = /^[A-Za-z]/.test(word) && !RESERVED_NAMES.has(word);
    const base = isName ? word : word === '' ? 'service' : `service_${word}`;
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}_${n}`;
    taken.add(id);
    return id;
  });
}
