/** Known results of queueing theory. Rates are per second, times in seconds; `c` servers, offered load a = lambda / mu. */

/** Probability that an arrival at M/M/c waits (Erlang C). */
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

/** Mean time in the system of M/M/c: waiting and service. */
export function timeInSystem(c: number, lambda: number, mu: number): number {
  return erlangC(c, lambda / mu) / (c * mu - lambda) + 1 / mu;
}

/** Mean time in the system of M/G/1 (Pollaczek-Khinchine), by the first two moments of the service time. */
export function pollaczekKhinchine(lambda: number, mean: number, square: number): number {
  return (lambda * square) / (2 * (1 - lambda * mean)) + mean;
}

/** Distribution of the number in the system of M/M/c/K, with K places in total. */
export function numbersInSystem(c: number, places: number, a: number): number[] {
  const weights = [1];
  for (let n = 1; n <= places; n++) weights.push((weights[n - 1]! * a) / Math.min(n, c));
  const total = weights.reduce((x, y) => x + y);
  return weights.map((weight) => weight / total);
}

/** Throughput and response time of `clients` with mean think time `think` and one server with mean service time 1/mu. */
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
