/**
 * Known results from queueing theory. Rates are per second, times in seconds. `c` is the number of servers, and the
 * offered load is a = lambda / mu.
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

/** Distribution of the number in an M/M/c/K system, with K places in total. */
export function numbersInSystem(c: number, places: number, a: number): number[] {
  const weights = [1];
  for (let n = 1; n <= places; n++) weights.push((weights[n - 1]! * a) / Math.min(n, c));
  const total = weights.reduce((x, y) => x + y);
  return weights.map((weight) => weight / total);
}

/**
 * Throughput and response time for `clients` clients with mean think time `think` and one server with mean service time
 * 1/mu.
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
