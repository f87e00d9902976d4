/** A word that pages use in a sense of their own, or that not every reader knows. */
export interface Term {
  id: string;
  name: string;
  /** Sentences in plain English. */
  meaning: string;
}

/** Groups of terms, in the order in which they are best read. */
export const GLOSSARY: readonly { title: string; terms: readonly Term[] }[] = [
  {
    title: 'How sure we are',
    terms: [
      {
        id: 'observed',
        name: 'Observed',
        meaning:
          'It stands in the record: a log, a message, a published account. The page names the source. Its sign is a full diamond, its line is whole.',
      },
      {
        id: 'simulated',
        name: 'Simulated',
        meaning:
          'It came out of a run or a search of the model when the site was built. Its sign is a disc, its line is dashed.',
      },
      {
        id: 'estimated',
        name: 'Estimated',
        meaning:
          'It was chosen or worked out so that the model meets the record, or a source itself calls it an estimate. Its sign is an open triangle, its line is dotted.',
      },
      {
        id: 'assumed',
        name: 'Assumed',
        meaning:
          'No source states it. The model needs it, so it is written down for all to see. Its sign is a dashed square, its line is thin and double.',
      },
    ],
  },
  {
    title: 'An incident and its times',
    terms: [
      {
        id: 'severity',
        name: 'Severity',
        meaning: 'How bad an incident was, as the site grades it. 1 is the worst.',
      },
      {
        id: 'near-miss',
        name: 'Near miss',
        meaning: 'Something that would have been an incident but for luck or a last safeguard.',
      },
      {
        id: 'started',
        name: 'Started',
        meaning: 'When impact began. All durations of an incident count from here.',
      },
      {
        id: 'detected',
        name: 'Detected',
        meaning: 'When somebody or something of the house first knew that there was trouble.',
      },
      { id: 'acknowledged', name: 'Acknowledged', meaning: 'When a person took it on.' },
      { id: 'identified', name: 'Identified', meaning: 'When the cause was known.' },
      {
        id: 'mitigated',
        name: 'Mitigated',
        meaning: 'When users no longer felt it, though it was not over.',
      },
      { id: 'resolved', name: 'Resolved', meaning: 'When all was back to normal.' },
      {
        id: 'time-to',
        name: 'Time to detect, acknowledge, identify, mitigate, resolve',
        meaning:
          'That moment minus the start, for one incident. Over many incidents the site shows all values with their median, and no mean.',
      },
      {
        id: 'lag',
        name: 'Lag',
        meaning: 'The time from when something was known inside until a public post told of it.',
      },
    ],
  },
  {
    title: 'The model',
    terms: [
      {
        id: 'hindcast',
        name: 'Hindcast',
        meaning: 'A test of a model: it is run against a past whose outcome is known.',
      },
      {
        id: 'scenario',
        name: 'Scenario',
        meaning: 'A small model of what failed, written in the page itself and run when the site is built.',
      },
      {
        id: 'run',
        name: 'Run',
        meaning: 'One execution of a scenario. The same text, seed and engine give the same run.',
      },
      {
        id: 'variant',
        name: 'Variant',
        meaning: 'The scenario with a change, such as a fix: it tells what would have been otherwise.',
      },
      {
        id: 'mark',
        name: 'Mark',
        meaning: 'A named moment of a run, compared with the moment of the same name in the record.',
      },
      {
        id: 'prediction',
        name: 'Prediction, input, fit',
        meaning:
          'A mark is a prediction if the model brought it about by itself. A moment taken from the record is an input, and one that a number was chosen to meet is a fit: neither counts as evidence for the model.',
      },
      { id: 'residual', name: 'Residual', meaning: 'Simulated time minus observed time.' },
      {
        id: 'claim',
        name: 'Claim',
        meaning:
          'A sentence of the write-up that the model must bear out. If it does not, the site is not built.',
      },
      {
        id: 'interleaving',
        name: 'Interleaving',
        meaning:
          'One order in which the steps of several processes can happen. A search looks at all of them.',
      },
      {
        id: 'counterexample',
        name: 'Counterexample',
        meaning: 'The shortest order of steps that breaks a promise.',
      },
      { id: 'invariant', name: 'Invariant', meaning: 'What must hold in every state.' },
    ],
  },
  {
    title: 'Services',
    terms: [
      {
        id: 'objective',
        name: 'Objective (SLO)',
        meaning: 'The share of time, or of requests, for which a service promises to work over a window.',
      },
      {
        id: 'error-budget',
        name: 'Error budget',
        meaning: 'What the objective leaves to fail: (1 − target) × window.',
      },
      {
        id: 'impact-time',
        name: 'Stated impact',
        meaning:
          'The time for which write-ups state that a service was hit. Stretches that overlap count once.',
      },
      { id: 'dependant', name: 'Dependant', meaning: 'A service that cannot do without another one.' },
    ],
  },
];
