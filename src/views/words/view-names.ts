/** View names for readers. All other view names are already plain words. */
const NAMES: Readonly<Record<string, string>> = {
  timeline: 'Timeline of the run',
  load: 'Load on services',
  latency: 'Latency of services',
  backlog: 'Queues of services',
  errors: 'Failed requests',
  measures: 'Measures over time',
  curves: 'Observed and simulated curves',
  outcomes: 'Outcomes',
  dependencies: 'Who calls whom',
  sequence: 'Sequence of steps',
  'sequence-table': 'Sequence of steps as a table',
  impact: 'Impact on services',
  fit: 'Comparison with the observed timeline',
  variants: 'All variants side by side',
  sweep: 'Many runs',
  sensitivity: 'One number at a time',
  map: 'Stability map',
  verdicts: 'All searches',
  counterexample: 'Shortest counterexample',
  'side-by-side': 'The same order of steps in a variant',
  assumptions: 'Assumptions and numbers',
  expectations: 'Claims checked in every build',
  state: 'State at the end',
};

/** A view's name for readers. Example: `Sequence of steps`. */
export function viewWords(name: string): string {
  return NAMES[name] ?? name;
}
