/** An affine map as SVG writes it: (x, y) goes to (ax + cy + e, bx + dy + f). */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The smallest upright rectangle around what was added to it. */
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

  /** Adds the four corners of other bounds, mapped: what browsers do for a transformed child. */
  addBounds(other: Bounds, [a, b, c, d, e, f]: Matrix = IDENTITY): this {
    if (other.empty) return this;
    for (const x of [other.#left, other.#right]) {
      for (const y of [other.#top, other.#bottom]) this.addPoint(a * x + c * y + e, b * x + d * y + f);
    }
    return this;
  }

  /** All zero if nothing was added. */
  rect(): Rect {
    if (this.empty) return { x: 0, y: 0, width: 0, height: 0 };
    return { x: this.#left, y: this.#top, width: this.#right - this.#left, height: this.#bottom - this.#top };
  }
}

/** Reads a `transform` attribute or property. Functions it does not know are left out. */
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
