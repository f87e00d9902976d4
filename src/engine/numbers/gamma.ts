import { exp, ln, normalQuantile, squareRoot } from './arithmetic.ts';

/** Coefficients of Lanczos's approximation with g = 7 (Godfrey). */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const HALF_LN_2PI = 0.9189385332046727;

/** Logarithm of the gamma function for x > 0, with a relative error of about 1e-14. */
export function lnGamma(x: number): number {
  if (x < 1) return lnGamma(x + 1) - ln(x);
  const y = x - 1;
  const sum = LANCZOS.reduce((total, c, i) => (i === 0 ? c : total + c / (y + i)), 0);
  const t = y + 7.5;
  return HALF_LN_2PI + (y + 0.5) * ln(t) - t + ln(sum);
}

/** The gamma function for x > 0. */
export function gamma(x: number): number {
  return exp(lnGamma(x));
}

/** The probabilities that a gamma variable with this shape and scale 1 is at most x, and above x. */
export function gammaTails(shape: number, x: number): { below: number; above: number } {
  if (x <= 0) return { below: 0, above: 1 };
  const front = exp(shape * ln(x) - x - lnGamma(shape));
  if (x < shape + 1) {
    const below = front * series(shape, x);
    return { below, above: 1 - below };
  }
  const above = front * fraction(shape, x);
  return { below: 1 - above, above };
}

/** 1/s + x/(s(s+1)) + x²/(s(s+1)(s+2)) + ... */
function series(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

/** The continued fraction for the upper tail, by Lentz's method. Converges for x > shape + 1. */
function fraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const step = c * d;
    h *= step;
    if (step > 1 - 1e-15 && step < 1 + 1e-15) break;
  }
  return h;
}

/**
 * The value below which a gamma variable with this shape and scale 1 falls with probability p, for 0 <= p < 1. Uses
 * Newton's method on the logarithm of the smaller tail, which is nearly linear.
 */
export function gammaQuantile(shape: number, p: number): number {
  if (p <= 0) return 0;
  const front = lnGamma(shape);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let x = guess(shape, p);
  for (let i = 0; i < 100 && x > 0; i++) {
    const { below, above } = gammaTails(shape, x);
    if (p < 0.5 ? below < p : above > 1 - p) low = x;
    else high = x;
    const density = exp((shape - 1) * ln(x) - x - front);
    const next =
      p < 0.5
        ? x * exp(((ln(p) - ln(below)) * below) / (x * density))
        : x + ((ln(above) - ln(1 - p)) * above) / density;
    if (Math.abs(next - x) <= 1e-13 * x) return next;
    const middle = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * x;
    x = next > low && next < high ? next : middle;
  }
  return x;
}

/** Wilson and Hilferty's approximation, or the first term of the series for small shapes and values. */
function guess(shape: number, p: number): number {
  const root = 1 - 1 / (9 * shape) + normalQuantile(p) / (3 * squareRoot(shape));
  const usual = shape * root * root * root;
  const small = exp((ln(p) + lnGamma(shape + 1)) / shape);
  return shape < 1 || root < 0.1 ? Math.min(small, shape + 40) : usual;
}
