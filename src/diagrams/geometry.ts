export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An affine transform in SVG's order: (x, y) maps to (ax + cy + e, bx + dy + f). */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** Axis-aligned bounding box of everything added to it. */
export class Bounds {
  #left = Number.POSITIVE_INFINITY;
  #top = Number.POSITIVE_INFINITY;
  #right = Number.NEGATIVE_INFINITY;
  #bottom = Number.NEGATIVE_INFINITY;

  get empty(): boolean {
    return this.#left > this.#right;
  }

  addPoint(x: number, y: number): this {
    this.#left = Math.min(this.#left, x);
    this.#right = Math.max(this.#right, x);
    this.#top = Math.min(this.#top, y);
    this.#bottom = Math.max(this.#bottom, y);
    return this;
  }

  addRect(x: number, y: number, width: number, height: number): this {
    return this.addPoint(x, y).addPoint(x + width, y + height);
  }

  /** Adds the transformed corners of another bounding box, as browsers do for a transformed child. */
  addBounds(other: Bounds, [a, b, c, d, e, f]: Matrix = IDENTITY): this {
    if (other.empty) return this;
    for (const x of [other.#left, other.#right]) {
      for (const y of [other.#top, other.#bottom]) this.addPoint(a * x + c * y + e, b * x + d * y + f);
    }
    return this;
  }

  /** All zeros if nothing was added. */
  rect(): Rect {
    if (this.empty) return { x: 0, y: 0, width: 0, height: 0 };
    return { x: this.#left, y: this.#top, width: this.#right - this.#left, height: this.#bottom - this.#top };
  }
}

/** Parses a `transform` attribute or property. Unknown functions are ignored. */
export function parseTransform(text: string): Matrix {
  let matrix = IDENTITY;
  for (const [, name, list] of text.matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const numbers = list!
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map(Number.parseFloat);
    matrix = multiply(matrix, transformFunction(name!, numbers));
  }
  return matrix;
}

function transformFunction(name: string, numbers: readonly number[]): Matrix {
  const [first = 0, second, third] = numbers;
  switch (name) {
    case 'translate':
      return [1, 0, 0, 1, first, second ?? 0];
    case 'translateX':
      return [1, 0, 0, 1, first, 0];
    case 'translateY':
      return [1, 0, 0, 1, 0, first];
    case 'scale':
      return [first, 0, 0, second ?? first, 0, 0];
    case 'rotate':
      return rotation((first * Math.PI) / 180, second ?? 0, third ?? 0);
    case 'matrix':
      return sixNumbers(numbers);
    default:
      return IDENTITY;
  }
}

function sixNumbers([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[]): Matrix {
  return [a, b, c, d, e, f];
}

function rotation(angle: number, x: number, y: number): Matrix {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

export type Point = readonly [x: number, y: number];

/** Flattens a path's `d` into one polyline per subpath. As in SVG, everything after a syntax error is ignored. */
export function flattenPath(d: string): Point[][] {
  const pen = new Pen();
  for (const command of readPath(d)) pen.draw(command);
  return pen.lines;
}

/** Total length of all subpaths. */
export function pathLength(lines: readonly (readonly Point[])[]): number {
  let length = 0;
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) length += distance(line[i - 1]!, line[i]!);
  }
  return length;
}

/** The point at a distance along the subpaths, clamped to the first and last point. */
export function pointAtLength(lines: readonly (readonly Point[])[], length: number): Point {
  let left = Math.max(0, length);
  let last: Point = lines[0]?.[0] ?? [0, 0];
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      const from = line[i - 1]!;
      last = line[i]!;
      const step = distance(from, last);
      if (left <= step && step > 0) {
        const share = left / step;
        return [from[0] + (last[0] - from[0]) * share, from[1] + (last[1] - from[1]) * share];
      }
      left -= step;
    }
  }
  return last;
}

function distance(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}

/** Segments per curve. Turning points are added, so bounds are exact. */
const PIECES = 24;

/** Draws commands in order, keeping track of the current point and the control points that smooth curves reflect. */
class Pen {
  readonly lines: Point[][] = [];
  #line: Point[] | null = null;
  #at: Point = [0, 0];
  #start: Point = [0, 0];
  /** Last control point of the previous command, if that command was the same kind of curve. */
  #cubicControl: Point | null = null;
  #quadraticControl: Point | null = null;

  draw({ letter, numbers }: Command): void {
    const kind = letter.toUpperCase();
    const [originX, originY] = letter === kind ? [0, 0] : this.#at;
    const x = (index: number) => originX + numbers[index]!;
    const y = (index: number) => originY + numbers[index]!;
    const point = (index: number): Point => [x(index), y(index + 1)];
    const cubicBefore = this.#cubicControl;
    const quadraticBefore = this.#quadraticControl;
    this.#cubicControl = null;
    this.#quadraticControl = null;
    switch (kind) {
      case 'M':
        this.#moveTo(point(0));
        break;
      case 'L':
        this.#lineTo(point(0));
        break;
      case 'H':
        this.#lineTo([x(0), this.#at[1]]);
        break;
      case 'V':
        this.#lineTo([this.#at[0], y(0)]);
        break;
      case 'C':
        this.#cubicTo(point(0), point(2), point(4));
        break;
      case 'S':
        this.#cubicTo(this.#mirrored(cubicBefore), point(0), point(2));
        break;
      case 'Q':
        this.#quadraticTo(point(0), point(2));
        break;
      case 'T':
        this.#quadraticTo(this.#mirrored(quadraticBefore), point(0));
        break;
      case 'A':
        this.#arcTo(numbers, point(5));
        break;
      default:
        this.#close();
    }
  }

  #mirrored(control: Point | null): Point {
    return control === null ? this.#at : [2 * this.#at[0] - control[0], 2 * this.#at[1] - control[1]];
  }

  #moveTo(point: Point): void {
    this.#at = point;
    this.#start = point;
    this.#line = [point];
    this.lines.push(this.#line);
  }

  #lineTo(point: Point): void {
    if (this.#line === null) this.#moveTo(this.#start);
    this.#line!.push(point);
    this.#at = point;
  }

  #close(): void {
    if (this.#line !== null) this.#lineTo(this.#start);
    this.#line = null;
    this.#at = this.#start;
  }

  #quadraticTo(control: Point, end: Point): void {
    const [x, y] = this.#at;
    const third = (from: number, to: number) => from + (2 / 3) * (to - from);
    this.#cubicTo(
      [third(x, control[0]), third(y, control[1])],
      [third(end[0], control[0]), third(end[1], control[1])],
      end,
    );
    this.#cubicControl = null;
    this.#quadraticControl = control;
  }

  #cubicTo(first: Point, second: Point, end: Point): void {
    const start = this.#at;
    for (const t of sampleTimes(start, first, second, end)) {
      this.#lineTo([
        cubicAt(t, start[0], first[0], second[0], end[0]),
        cubicAt(t, start[1], first[1], second[1], end[1]),
      ]);
    }
    this.#cubicControl = second;
  }

  #arcTo(numbers: readonly number[], end: Point): void {
    const arc = centeredArc(this.#at, numbers, end);
    if (arc === null) {
      this.#lineTo(end);
      return;
    }
    const quarters = Math.max(1, Math.ceil(Math.abs(arc.sweep) / (Math.PI / 2)));
    const step = arc.sweep / quarters;
    const reach = (4 / 3) * Math.tan(step / 4);
    for (let i = 0; i < quarters; i++) {
      const from = arc.start + i * step;
      const to = from + step;
      const first = arc.place(
        Math.cos(from) - reach * Math.sin(from),
        Math.sin(from) + reach * Math.cos(from),
      );
      const second = arc.place(Math.cos(to) + reach * Math.sin(to), Math.sin(to) - reach * Math.cos(to));
      this.#cubicTo(first, second, i === quarters - 1 ? end : arc.place(Math.cos(to), Math.sin(to)));
    }
    this.#cubicControl = null;
  }
}

function cubicAt(t: number, a: number, b: number, c: number, d: number): number {
  const u = 1 - t;
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
}

/** Evenly spaced parameters in (0, 1], plus the parameters of extrema in x or y. */
function sampleTimes(start: Point, first: Point, second: Point, end: Point): number[] {
  const times: number[] = [];
  for (let i = 1; i <= PIECES; i++) times.push(i / PIECES);
  for (const axis of [0, 1] as const) {
    times.push(...turningTimes(start[axis], first[axis], second[axis], end[axis]));
  }
  return times.sort((a, b) => a - b);
}

/** Zeros of the derivative of a cubic Bezier curve inside (0, 1). */
function turningTimes(a: number, b: number, c: number, d: number): number[] {
  const square = d - 3 * c + 3 * b - a;
  const linear = 2 * (c - 2 * b + a);
  const constant = b - a;
  if (Math.abs(square) < 1e-12) return inside(linear === 0 ? [] : [-constant / linear]);
  const root = Math.sqrt(linear * linear - 4 * square * constant);
  return inside([(-linear + root) / (2 * square), (-linear - root) / (2 * square)]);
}

function inside(times: number[]): number[] {
  return times.filter((t) => t > 0 && t < 1);
}

interface Arc {
  /** Angles in radians on the unit circle that `place` maps onto the ellipse. */
  start: number;
  sweep: number;
  place(x: number, y: number): Point;
}

/**
 * Converts an arc from end points to center form, as in the SVG specification's implementation notes (appendix B.2).
 */
function centeredArc([x0, y0]: Point, numbers: readonly number[], [x1, y1]: Point): Arc | null {
  let rx = Math.abs(numbers[0]!);
  let ry = Math.abs(numbers[1]!);
  if (rx === 0 || ry === 0 || (x0 === x1 && y0 === y1)) return null;
  const tilt = (numbers[2]! * Math.PI) / 180;
  const large = numbers[3] === 1;
  const clockwise = numbers[4] === 1;
  const cos = Math.cos(tilt);
  const sin = Math.sin(tilt);
  const halfX = (cos * (x0 - x1) + sin * (y0 - y1)) / 2;
  const halfY = (-sin * (x0 - x1) + cos * (y0 - y1)) / 2;
  const scale = Math.max(1, Math.hypot(halfX / rx, halfY / ry));
  rx *= scale;
  ry *= scale;
  const unitX = halfX / rx;
  const unitY = halfY / ry;
  const squared = unitX * unitX + unitY * unitY;
  const offset = (large === clockwise ? -1 : 1) * Math.sqrt(Math.max(0, 1 / squared - 1));
  const centerX = offset * unitY;
  const centerY = -offset * unitX;
  const start = Math.atan2(unitY - centerY, unitX - centerX);
  let sweep = Math.atan2(-unitY - centerY, -unitX - centerX) - start;
  if (clockwise && sweep < 0) sweep += 2 * Math.PI;
  if (!clockwise && sweep > 0) sweep -= 2 * Math.PI;
  const place = (x: number, y: number): Point => {
    const dx = rx * (x + centerX);
    const dy = ry * (y + centerY);
    return [cos * dx - sin * dy + (x0 + x1) / 2, sin * dx + cos * dy + (y0 + y1) / 2];
  };
  return { start, sweep, place };
}

/** A command of a path's `d`. Lowercase letters are relative. */
interface Command {
  letter: string;
  numbers: readonly number[];
}

/** Number of arguments per command. */
const ARITY: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  S: 4,
  Q: 4,
  T: 2,
  A: 7,
  Z: 0,
};

const LETTER = /[\s,]*([a-zA-Z])/y;

const NUMBER = /[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y;

/** Arc flags can follow each other without a separator: `0 01` is a zero and two flags. */
const FLAG = /[\s,]*([01])/y;

/** Parses commands up to the end or the first syntax error. A command repeats for each additional set of arguments. */
export function* readPath(d: string): Generator<Command> {
  let index = 0;
  const next = (pattern: RegExp): string | null => {
    pattern.lastIndex = index;
    const match = pattern.exec(d);
    if (match === null) return null;
    index = pattern.lastIndex;
    return match[1]!;
  };
  const nextNumbers = (arity: number): number[] => {
    const numbers: number[] = [];
    while (numbers.length < arity) {
      const isFlag = arity === ARITY['A'] && (numbers.length === 3 || numbers.length === 4);
      const text = next(isFlag ? FLAG : NUMBER);
      if (text === null) break;
      numbers.push(Number(text));
    }
    return numbers;
  };
  for (let letter = next(LETTER); letter !== null; letter = next(LETTER)) {
    const arity = ARITY[letter.toUpperCase()];
    if (arity === undefined) return;
    if (arity === 0) yield { letter, numbers: [] };
    let repeated = letter;
    for (let numbers = nextNumbers(arity); numbers.length > 0; numbers = nextNumbers(arity)) {
      if (numbers.length < arity) return;
      yield { letter: repeated, numbers };
      if (repeated === 'M') repeated = 'L';
      if (repeated === 'm') repeated = 'l';
    }
  }
}
