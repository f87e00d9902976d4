/** A point of a line: a place and a value, or a gap. */
export type Point = readonly [x: number, y: number | null];

/**
 * Leaves of a line what can be seen: of all points that fall into one column of pixels the first, the least, the greatest
 * and the last. The picture stays the same and no peak is lost. A gap within a column stays where it is the whole column.
 *
 * @param columns pixels of the width that the points are spread over
 */
export function thin(points: readonly Point[], columns: number): Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= 2 * columns) return [...points];
  const width = (last[0] - first[0]) / columns;
  const out: Point[] = [];
  for (let i = 0; i < points.length; ) {
    const column = Math.floor((points[i]![0] - first[0]) / width);
    let end = i + 1;
    while (end < points.length && Math.floor((points[end]![0] - first[0]) / width) === column) end++;
    out.push(...extremes(points.slice(i, end)));
    i = end;
  }
  return out;
}

function extremes(column: readonly Point[]): Point[] {
  const known = column.filter((point) => point[1] !== null);
  if (known.length === 0) return [column[0]!];
  let least = known[0]!;
  let greatest = known[0]!;
  for (const point of known) {
    if (point[1]! < least[1]!) least = point;
    if (point[1]! > greatest[1]!) greatest = point;
  }
  const kept = new Set([known[0]!, least, greatest, known.at(-1)!]);
  return known.filter((point) => kept.has(point));
}
