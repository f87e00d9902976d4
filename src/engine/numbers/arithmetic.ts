/**
 * Logarithm, exponential, and normal quantile, computed with only the four basic operations. `Math.log` and
 * `Math.exp` can differ in the last bit between machines, which would change results.
 */

const LN2 = Math.LN2;
const SQRT2 = Math.SQRT2;
const TWO_31 = 2 ** 31;

/**
 * Natural logarithm, accurate to about 2 units in the last place. Like `Math.log`, it is defined for all numbers.
 *
 * Numbers below 1, such as draws, use a table. Other numbers use the series from which the table is computed.
 */
export function ln(x: number): number {
  const bits = (x * TWO_31) | 0;
  // Small numbers have too few bits for a table lookup.
  return bits >= 2 * POINTS && x < 1 ? lnByTable(x, bits) : lnBySeries(x);
}

/** x = m 2^e with m near 1; ln m = 2 artanh((m - 1) / (m + 1)) as a series in odd powers. */
function lnBySeries(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let m = x;
  let e = 0;
  while (m > SQRT2) {
    m /= 2;
    e++;
  }
  while (m < SQRT2 / 2) {
    m *= 2;
    e--;
  }
  const t = (m - 1) / (m + 1);
  const t2 = t * t;
  // Horner's method, unrolled: 1/23, 1/21 ... 1/3, 1.
  let sum = (1 / 23) * t2 + 1 / 21;
  sum = sum * t2 + 1 / 19;
  sum = sum * t2 + 1 / 17;
  sum = sum * t2 + 1 / 15;
  sum = sum * t2 + 1 / 13;
  sum = sum * t2 + 1 / 11;
  sum = sum * t2 + 1 / 9;
  sum = sum * t2 + 1 / 7;
  sum = sum * t2 + 1 / 5;
  sum = sum * t2 + 1 / 3;
  sum = sum * t2 + 1;
  return 2 * t * sum + e * LN2;
}

/** Number of table points between 1 and 2. Numbers from index `ABOVE` on are halved to bring them close to 1. */
const POINTS = 256;
const ABOVE = 107;

/** For each number of leading zeros, the factor that scales the number to between 1 and 2. */
const SCALES = Array.from({ length: 33 }, (_, zeros) => 2 ** zeros);
const NEAREST = Array.from({ length: POINTS + 1 }, (_, i) => 1 + i / POINTS);
const INVERSES = NEAREST.map((point) => 1 / point);
const LOGARITHMS = NEAREST.map((point, i) => lnBySeries(i < ABOVE ? point : point / 2));

/**
 * x = m 2^e with m from 1 to 2, p is the table point nearest to m, and ln m = ln p + ln(1 + r) with r = (m - p) / p and
 * |r| at most 1/512: five powers of r are enough.
 *
 * @param bits x in units of 2^-31; has to be at least twice the number of table points
 */
function lnByTable(x: number, bits: number): number {
  const zeros = Math.clz32(bits);
  const m = x * SCALES[zeros]!;
  const i = (((bits << zeros) >>> 22) + 1 - 2 * POINTS) >> 1;
  const r = (m - NEAREST[i]!) * INVERSES[i]!;
  const r2 = r * r;
  const tail = r2 * (0.5 - r * (1 / 3) + r2 * (0.25 - r * 0.2));
  return (i < ABOVE ? -zeros : 1 - zeros) * LN2 + (LOGARITHMS[i]! + (r - tail));
}

/**
 * Exponential function, accurate to about 2 units in the last place for |x| up to 700.
 *
 * x = k ln 2 + r with |r| at most ln 2 / 2. Computes e^r by its Taylor series, then doubles it k times.
 */
export function exp(x: number): number {
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  const k = Math.round(x / LN2);
  const r = x - k * LN2;
  let sum = 1;
  for (let n = 16; n >= 1; n--) sum = 1 + (sum * r) / n;
  let out = sum;
  for (let i = 0; i < Math.abs(k); i++) out = k > 0 ? out * 2 : out / 2;
  return out;
}

/** Coefficients for the rational approximations in `normalQuantile`. */
const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
const TAIL = 0.02425;

/**
 * The value below which a standard normal variable falls with probability p, for 0 < p < 1. Relative error below
 * 1.2e-9.
 *
 * Source: P. J. Acklam's rational approximation,
 * https://web.archive.org/web/20151030215612/http://home.online.no/~pjacklam/notes/invnorm/
 */
export function normalQuantile(p: number): number {
  if (p < TAIL) return tail(squareRoot(-2 * ln(p)));
  if (p > 1 - TAIL) return -tail(squareRoot(-2 * ln(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (horner(A, r) * q) / (horner(B, r) * r + 1);
}

function tail(q: number): number {
  return horner(C, q) / (horner(D, q) * q + 1);
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}

/**
 * Square root by Newton's method. Starts above the root and stops when the estimate no longer decreases. Returns 0
 * for negative numbers.
 */
export function squareRoot(x: number): number {
  if (x <= 0) return 0;
  if (!(x < Number.POSITIVE_INFINITY)) return x;
  let root = x > 1 ? x : 1;
  for (;;) {
    const next = (root + x / root) / 2;
    if (next >= root) return root;
    root = next;
  }
}

/** Rounds to six significant digits. More digits would be noise and make Results large. */
export function sixDigits(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value;
  return Number(value.toPrecision(6));
}

/**
 * An array of zeros that V8 stores as unboxed doubles because its first element was not an integer. Accessing it
 * takes fewer checks than accessing a typed array.
 */
export function doubles(length: number): number[] {
  return Array.from({ length }, () => Number.NaN).fill(0);
}
