/** Words that don't help identify an entry. */
const SMALL = new Set(
  'a an and are as at be by for from has have in is it its of on or our that the this to was we were with removed'.split(
    ' ',
  ),
);
const MAX_WORDS = 4;

/** An id made from the first words of a text. Example: `pool_limit_found`. It's never one that is in `taken`, and is added there. */
export function entryId(text: string, kind: string, taken: Set<string>): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !SMALL.has(word));
  const name = words.slice(0, MAX_WORDS).join('_').slice(0, 40).replace(/_+$/, '');
  const base = /^[a-z]/.test(name) ? name : `${kind}${name === '' ? '' : `_${name}`}`;
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}_${n}`;
  taken.add(id);
  return id;
}
