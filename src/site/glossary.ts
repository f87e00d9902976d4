/** A term that pages use in a specific sense or that readers may not know. */
export interface Term {
  id: string;
  name: string;
  /** Sentences in plain English. */
  meaning: string;
}

/** Groups of terms in reading order. */
export const GLOSSARY: readonly { title: string; terms: readonly Term[] }[] = [
  {
    title: 'Where facts come from',
    terms: [
      {
        id: 'observed',
        name: 'Observed',
        meaning:
          'Recorded at the time or reported by a source: a log, a message, a published postmortem. The page links to the source. Shown as a filled diamond and a solid line.',
      },
      {
        id: 'simulated',
        name: 'Simulated',
        meaning:
          'Computed by the model when the site was built, in a run or an exhaustive search. Shown as a disc and a dashed line.',
      },
      {
        id: 'estimated',
        name: 'Estimated',
        meaning:
          'Given as an estimate in a source, or chosen so that the model matches the observations. Shown as an open triangle and a dotted line.',
      },
      {
        id: 'assumed',
        name: 'Assumed',
        meaning:
          'Needed for the model but not found in any source. Write-ups list every assumption. Shown as a dashed square and a thin double line.',
      },
    ],
  },
  {
    title: 'Incidents',
    terms: [
      { id: 'severity', name: 'Severity', meaning: 'How serious an incident was, on the site’s own scale.' },
      {
        id: 'near-miss',
        name: 'Near miss',
        meaning: 'An event that almost became an incident but was stopped by luck or by a last safeguard.',
      },
      { id: 'started', name: 'Started', meaning: 'When the impact began. Durations are measured from here.' },
      {
        id: 'detected',
        name: 'Detected',
        meaning: 'When a person or an alert first noticed the problem.',
      },
      { id: 'acknowledged', name: 'Acknowledged', meaning: 'When someone started working on the problem.' },
      { id: 'identified', name: 'Identified', meaning: 'When the cause was known.' },
      {
        id: 'mitigated',
        name: 'Mitigated',
        meaning: 'When users were no longer affected, even if the cause wasn’t fixed yet.',
      },
      { id: 'resolved', name: 'Resolved', meaning: 'When everything was back to normal.' },
      {
        id: 'time-to',
        name: 'Time to detect, acknowledge, identify, mitigate, resolve',
        meaning:
          'The time from the start of an incident to that point. For groups of incidents, the site shows every value and the median, never the mean.',
      },
      {
        id: 'lag',
        name: 'Lag',
        meaning: 'The time between knowing something internally and announcing it publicly.',
      },
    ],
  },
  {
    title: 'Models',
    terms: [
      {
        id: 'hindcast',
        name: 'Hindcast',
        meaning: 'A test that runs a model on past events whose outcome is known.',
      },
      {
        id: 'scenario',
        name: 'Scenario',
        meaning:
          'A small model of the failure. Its source is part of the write-up, and it runs when the site is built.',
      },
      {
        id: 'run',
        name: 'Run',
        meaning: 'One execution of a scenario. The same text, seed and engine always give the same run.',
      },
      {
        id: 'variant',
        name: 'Variant',
        meaning: 'The same scenario with a change, such as a fix. It shows what would have happened instead.',
      },
      {
        id: 'mark',
        name: 'Mark',
        meaning: 'A named moment in a run. It can be compared with an observed time.',
      },
      {
        id: 'label',
        name: 'Label of a comparison',
        meaning:
          'How strong the evidence is when the model agrees with an observed time. Holds up: numbers without a source hardly affect the simulated time. Given: the time is an input of the model. Set by numbers: other guesses would move the simulated time. Says little: the tolerance is so wide that a guess would do. Repeats: another comparison is about the same moment. Cannot fail: the model agrees whatever the numbers are. Missed: the simulated time is outside the tolerance.',
      },
      { id: 'residual', name: 'Residual', meaning: 'Simulated time minus observed time.' },
      {
        id: 'claim',
        name: 'Claim',
        meaning:
          'A statement in a write-up that is checked against the model. If it’s false, the build fails.',
      },
      {
        id: 'interleaving',
        name: 'Interleaving',
        meaning:
          'One possible order of the steps of concurrent processes. An exhaustive search checks all of them.',
      },
      {
        id: 'counterexample',
        name: 'Counterexample',
        meaning:
          'A sequence of steps that violates a property. For invariants and deadlocks, it’s the shortest one.',
      },
      { id: 'invariant', name: 'Invariant', meaning: 'A condition that must hold in every state.' },
    ],
  },
  {
    title: 'Services',
    terms: [
      {
        id: 'objective',
        name: 'Service level objective (SLO)',
        meaning:
          'The share of time or of requests for which a service should work, over a window such as 30 days.',
      },
      {
        id: 'error-budget',
        name: 'Error budget',
        meaning: 'How much failure the objective allows: (1 − target) × window.',
      },
      {
        id: 'impact-time',
        name: 'Impact time',
        meaning:
          'How long a service was affected, according to the write-ups. Overlapping periods count once.',
      },
      { id: 'dependent', name: 'Dependent', meaning: 'A service that needs another one in order to work.' },
    ],
  },
];
