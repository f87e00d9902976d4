/*
 * Generated incidents, for checking the look and build time of a site with many of them. The same number always results
 * in the same text.
 */

const SERVICES = [
  {
    id: 'checkout',
    name: 'Checkout',
    owner: 'Payments',
    target: '99.95%',
    dependsOn: ['ledger', 'identity', 'search'],
  },
  { id: 'ledger', name: 'Ledger', owner: 'Payments', target: '99.99%', dependsOn: ['storage'] },
  { id: 'identity', name: 'Identity', owner: 'Platform', target: '99.95%', dependsOn: ['storage'] },
  { id: 'search', name: 'Search', owner: 'Discovery', target: '99.5%', dependsOn: [] },
  { id: 'storage', name: 'Storage', owner: 'Platform', target: '99.99%', dependsOn: [] },
  { id: 'mail', name: 'Mail', owner: 'Messaging', target: '99.5%', dependsOn: ['identity'] },
  { id: 'reports', name: 'Reports', owner: 'Data', target: '99%', dependsOn: ['storage', 'ledger'] },
  {
    id: 'mobile-api',
    name: 'Mobile API',
    owner: 'Apps',
    target: '99.9%',
    dependsOn: ['checkout', 'identity'],
  },
] as const;

const TAGS = [
  'dns',
  'deploy',
  'capacity',
  'certificate',
  'race condition',
  'configuration',
  'network',
  'database',
  'retry storm',
  'human factors',
];
const CAUSES = [
  'a certificate that was not renewed',
  'a deploy that emptied the cache',
  'a queue that grew faster than it drained',
  'two writers to one record',
  'a rule that matched too much',
  'a disk that filled with logs',
  'a clock that jumped',
  'retries without a delay',
];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'];
const STATUSES = ['open', 'in_progress', 'done', 'done', 'declined', 'announced'];

/** Options for a site with these incidents, as JavaScript. */
export const GENERATED_OPTIONS = `{
  title: 'Fernhill',
  description: 'Incidents at Fernhill, a fictional shop: what broke and what we learned.',
  asOf: '2026-06-30',
  zone: 'Europe/Berlin',
  // A thousand preview images that take a third of a second each would dominate the build time.
  previews: false,
  docs: false,
  repository: { url: 'https://git.example/fernhill', edit: 'https://git.example/fernhill/edit/main/{path}' },
  services: [
${SERVICES.map(({ id, name, owner, target, dependsOn }) => `    { id: '${id}', name: '${name}', owner: '${owner}', tier: 1, slo: { target: '${target}', window: '30d' }, dependsOn: ${JSON.stringify(dependsOn)} },`).join('\n')}
  ],
}`;

/** Slug and Markdown for incident n, counting from 0. */
export function generatedIncident(n: number): { slug: string; text: string } {
  const pick = drawer(n + 1);
  const start = Date.UTC(2026, 5, 20, 8) - n * 2.6 * 86_400_000 - pick(86_400) * 1000;
  const level = 1 + Math.min(4, Math.floor(Math.sqrt(pick(25))));
  const detect = 1 + pick(level * 12);
  const acknowledge = detect + 1 + pick(9);
  const mitigate = acknowledge + 4 + pick(90);
  const resolve = mitigate + pick(pick(10) === 0 ? 6000 : 240);
  const at = (minutes: number): string => `${new Date(start + minutes * 60_000).toISOString().slice(0, 19)}Z`;
  const service = SERVICES[pick(SERVICES.length)]!;
  const other = SERVICES[pick(SERVICES.length)]!;
  const cause = CAUSES[pick(CAUSES.length)]!;
  // The latest incident is ongoing.
  const ended = n > 0;
  const actions = Array.from({ length: pick(4) }, (_, i) => {
    const due = new Date(start + (14 + pick(90)) * 86_400_000).toISOString().slice(0, 10);
    return `  - { id: a${i + 1}, title: 'Prevent ${cause}, part ${i + 1}', type: prevent, owner: ${service.owner}, due: ${due}, status: ${STATUSES[pick(STATUSES.length)]}, ticket: 'https://tickets.example/${n}-${i + 1}' }`;
  });
  const text = `---
title: '${service.name} ${pick(2) === 0 ? 'failed' : 'was slow'} because of ${cause}'
summary: >-
  ${service.name} was degraded for ${resolve} minutes because of ${cause}. Number ${n + 1} of a generated list.
status: ${pick(3) === 0 ? 'closed' : 'published'}
visibility: public
severity: SEV${level}
services: [${[...new Set([service.id, other.id])].join(', ')}]
categories: [${[...new Set([TAGS[pick(TAGS.length)], TAGS[pick(TAGS.length)]])].join(', ')}]
zone: ${ZONES[pick(ZONES.length)]}
started_at: ${at(0)}
detected_at: ${at(detect)}
acknowledged_at: ${at(acknowledge)}
${ended ? `mitigated_at: ${at(mitigate)}\nresolved_at: ${at(resolve)}` : ''}
authors: [A. Writer]
owner: ${service.owner}
impact:
  - { service: ${service.id}, text: Requests failed., from: ${at(0)}${ended ? `, to: ${at(mitigate)}` : ''}, basis: measured, source: 'https://graphs.example/${n}' }
${actions.length === 0 ? '' : `actions:\n${actions.join('\n')}\n`}history:
  - { at: ${at(2000).slice(0, 10)}, text: First published., by: A. Writer }
---

## What happened

It began with ${cause}. Nobody noticed for ${detect} minutes.

\`\`\`timeline
- { id: begin, at: ${at(0)}, kind: impact, actor: ${service.name}, text: Requests start to fail, evidence: 'https://graphs.example/${n}' }
- { id: seen, at: ${at(detect)}, kind: detection, text: An alert fires, evidence: 'https://alerts.example/${n}' }
- { id: posted, at: ${at(acknowledge + 3)}, kind: communication, announces: [seen], text: The status page reports problems with ${service.name}, evidence: 'https://status.example/${n}' }
\`\`\`
`;
  return { slug: `incident-${String(n + 1).padStart(4, '0')}`, text };
}

/** Pseudorandom integers below a bound, determined by the seed. */
function drawer(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    // One round of Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** Entries for a timeline that is too long to show in full. */
function steps(): string {
  return Array.from(
    { length: 11 },
    (_, i) =>
      `- { id: step${i}, at: 2026-06-25T11:${String(i + 10)}:00+02:00, kind: context, text: Backlog is checked, evidence: team chat }`,
  ).join('\n');
}

/** A write-up with a model, a long timeline, and all fields shown at the top of a page. */
export const WITH_MODEL = `---
title: A lease was lost and nobody could write
summary: The leader stopped without releasing its lease, so no other node could take over until the lease expired.
status: published
visibility: public
severity: SEV1
patterns: [{ id: automation-amplifies, scenarios: [lease], ended_by: Another node got the lease }]
symptoms: [Writes fail while all nodes are healthy]
services: [ledger, storage]
categories: [lease, failover]
zone: Europe/Berlin
started_at: 2026-06-25T10:10:00+02:00
detected_at: 2026-06-25T10:14:00+02:00
acknowledged_at: 2026-06-25T10:16:00+02:00
identified_at: 2026-06-25T10:40:00+02:00
mitigated_at: 2026-06-25T10:52:00+02:00
resolved_at: 2026-06-25T11:30:00+02:00
trigger: A machine was drained for maintenance without releasing its lease.
authors: [A. Writer, B. Writer]
reviewers: [C. Reader]
impact:
  - { service: ledger, text: Writes failed., from: 2026-06-25T10:10:00+02:00, to: 2026-06-25T10:52:00+02:00, basis: measured, source: 'https://graphs.example/ledger' }
  - { who: Merchants, text: Card payments were declined., value: 1200, unit: payments, basis: estimated }
actions:
  - { id: hand_back, title: Release the lease before maintenance, type: prevent, owner: Platform, due: 2026-06-20, status: in_progress, verified_by: lease#shorter }
  - { id: alert, title: Alert when no lease is held, type: detect, owner: Platform, due: 2026-07-15, status: open }
status_updates:
  - { at: 2026-06-25T10:30:00+02:00, text: We are investigating failed payments., source: 'https://status.example/1' }
  - { at: 2026-06-25T11:05:00+02:00, text: The cause was a lease that was not released., source: 'https://status.example/2', announces: [cause] }
---

The leader was shut down while its lease was still valid, so no other node could become leader.

## Timeline

\`\`\`timeline
- { id: lost, at: 2026-06-25T10:10:00+02:00, kind: impact, actor: Ledger, text: Writes start to fail, evidence: 'https://graphs.example/ledger', within: 2m }
- { id: alarm, at: 2026-06-25T10:14:00+02:00, kind: detection, text: An alert fires, evidence: 'https://alerts.example/7' }
- { id: cause, at: 2026-06-25T10:40:00+02:00, kind: response, actor: On call, text: The unreleased lease is found, evidence: team chat }
- { id: back, at: 2026-06-25T10:52:00+02:00, kind: recovery, text: Another node gets the lease, basis: estimated, evidence: 'https://graphs.example/ledger' }
${steps()}
\`\`\`

## The model

\`\`\`scenario
scenario: lease
title: A lease expires
clock: { start: 2026-06-25T10:00:00+02:00, zone: Europe/Berlin }
until: 1h
assumes: [Nobody releases a lease by hand]
state: { up: true }
processes:
  holder:
    steps:
      - { id: lose, delay: 10m, set: { up: false }, to: storage, say: loses the lease }
services:
  ledger: { available: 'up ? 1.0 : 0.0', slo: { target: 99.9%, window: 30d } }
load:
  - { id: writes, to: ledger, arrivals: { dist: poisson, rate: 1/s } }
marks:
  lost: '!up'
variants:
  shorter: { holder.lose.delay: 20m }
expect:
  base: { run: { by: { lost: 15m } } }
show: [timeline, impact]
\`\`\`

The lease was lost after \`sim: lease.marks.lost.at\`.
`;
