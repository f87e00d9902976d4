/**
 * Known results from queueing theory. Rates are per second, and times are in seconds. `c` is the number of servers, and
 * the offered load is a = lambda / mu.
 */

/** Probability that an arrival has to wait in M/M/c (Erlang C). */
function erlangC(c: number, a: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < c; k++) {
    term *= a / k;
    sum += term;
  }
  const last = ((term * a) / c) * (c / (c - a));
  return last / (sum + last);
}

/** Mean time in an M/M/c system: waiting plus service. */
export function timeInSystem(c: number, lambda: number, mu: number): number {
  return erlangC(c, lambda / mu) / (c * mu - lambda) + 1 / mu;
}

/** Mean time in an M/G/1 system (Pollaczek-Khinchine), from the first two moments of the service time. */
export function pollaczekKhinchine(lambda: number, mean: number, square: number): number {
  return (lambda * square) / (2 * (1 - lambda * mean)) + mean;
}

/** Distribution of the number of requests in an M/M/c/K system, which has room for K in total. */
export function numbersInSystem(c: number, places: number, a: number): number[] {
  const weights = [1];
  for (let n = 1; n <= places; n++) weights.push((weights[n - 1]! * a) / Math.min(n, c));
  const total = weights.reduce((x, y) => x + y);
  return weights.map((weight) => weight / total);
}

/**
 * Throughput and response time of one server with mean service time 1/mu and `clients` clients with mean think time
 * `think`.
 */
export function meanValueAnalysis(
  clients: number,
  think: number,
  mu: number,
): { throughput: number; response: number } {
  let queue = 0;
  let throughput = 0;
  let response = 0;
  for (let n = 1; n <= clients; n++) {
    response = (1 + queue) / mu;
    throughput = n / (think + response);
    queue = throughput * response;
  }
  return { throughput, response };
}

/**
 * Mean time at one of `m` servers with round-robin routing. Each server gets every m-th arrival of a Poisson process
 * (E_m/M/1). The fraction of arrivals that find the server busy is the root below 1 of s = (lambda / (lambda + mu (1 -
 * s)))^m.
 */
export function timeInTurn(m: number, lambda: number, mu: number): number {
  let share = 0;
  for (let i = 0; i < 10_000; i++) share = (lambda / (lambda + mu * (1 - share))) ** m;
  return 1 / (mu * (1 - share));
}

/** Maximum queue length in the computation. */
const MOST = 60;

/**
 * Mean time at two servers if each arrival joins the shorter queue. Based on the Markov chain whose states are the
 * numbers of requests at the two servers, i and j.
 */
export function timeAtShorterOfTwo(lambda: number, mu: number): number {
  const side = MOST + 1;
  const total = lambda + 2 * mu;
  let now = new Float64Array(side * side);
  now[0] = 1;
  let before = -1;
  for (let step = 0; step < 200_000; step++) {
    const next = new Float64Array(side * side);
    let mean = 0;
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) {
        const k = i * side + j;
        const p = now[k]!;
        if (p === 0) continue;
        mean += p * (i + j);
        const up = (p * lambda) / total;
        const [first, second] = [i < MOST ? k + side : k, j < MOST ? k + 1 : k];
        if (i === j) {
          next[first]! += up / 2;
          next[second]! += up / 2;
        } else next[i < j ? first : second]! += up;
        next[i > 0 ? k - side : k]! += (p * mu) / total;
        next[j > 0 ? k - 1 : k]! += (p * mu) / total;
      }
    }
    now = next;
    if (step % 100 === 0) {
      if (Math.abs(mean - before) < 1e-7) return mean / lambda;
      before = mean;
    }
  }
  throw new Error('the chain did not settle');
}
