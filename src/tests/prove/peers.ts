import { readdirSync, readFileSync } from 'node:fs';

/** A comparison with another program or with theory. */
interface Peer {
  readonly what: string;
  readonly peer: string;
  /** The extent of the comparison, counted in the tests. */
  readonly cases: string;
}

const TESTS = new URL('../', import.meta.url);

const textOf = (file: string): string => readFileSync(new URL(file, TESTS), 'utf8');
const namesIn = (folder: string, end: string): string[] =>
  readdirSync(new URL(folder, TESTS)).filter((name) => name.endsWith(end));

/** The comparisons, with counts taken from the tests' tables. */
export function peers(): readonly Peer[] {
  const promela = namesIn('explore/spin/', '.pml').length;
  const formulas = textOf('peers/spin.test.ts').match(/ltl: '/g)?.length ?? 0;
  const models = namesIn('explore/models/', '.yaml').length;
  const good = namesIn('cases/good/', '.txt').length;
  return [
    {
      what: 'States, transitions, depth and shortest violation of a search',
      peer: 'SPIN',
      cases: `${promela} models written in both languages`,
    },
    { what: 'Properties of fair executions', peer: 'SPIN, as LTL formulas', cases: `${formulas} formulas` },
    {
      what: 'Verdicts and states of published algorithms',
      peer: 'their papers and published models',
      cases: `${models} models`,
    },
    {
      what: 'Retries, timeouts and latency of a service',
      peer: 'a C++ program that shares no code with the engine',
      cases: '20,000,000 arrivals',
    },
    { what: 'Results of runs', peer: 'values derived by hand from the rules', cases: `${good} scenarios` },
    { what: 'Values of expressions', peer: 'the CEL implementation by Buf', cases: 'random expressions' },
    {
      what: 'Queues',
      peer: 'formulas from queueing theory',
      cases: 'mean times and the fraction of requests lost',
    },
    {
      what: 'Configurations in the guides',
      peer: 'nginx, Apache and Caddy',
      cases: 'each configuration, with requests over HTTP',
    },
  ];
}
