import { readFileSync } from 'node:fs';
import { sample } from './importing.ts';

/** 40 texts with secrets or personal data, each with the part that must not appear anywhere. */
export const SECRETS: readonly (readonly [text: string, secret: string])[] = [
  ['mail jane.customer@example.com now', 'jane.customer@example.com'],
  ['cc: ops+night@sub.example.co.uk', 'ops+night@sub.example.co.uk'],
  ['<mailto:kim@example.org|kim@example.org>', 'kim@example.org'],
  ['"Ada L." <ada@example.net>', 'ada@example.net'],
  ['card 4111 1111 1111 1111 declined', '4111 1111 1111 1111'],
  ['card 5555555555554444 declined', '5555555555554444'],
  ['amex 3782-822463-10005', '3782-822463-10005'],
  ['Authorization: Bearer EXAMPLEabc123.def456', 'EXAMPLEabc123'],
  ['curl -H "Authorization: Token token=y_NbAkKc66ryYTWUXYEu"', 'y_NbAkKc66ryYTWUXYEu'],
  ['Authorization: GenieKey 0a1b2c3d-example-key', '0a1b2c3d-example-key'],
  ['Authorization: OAuth 89a229ce1a8dbcf9ff30430fbe35eb4c', '89a229ce1a8dbcf9ff30430fbe35eb4c'],
  ['Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==', 'dXNlcjpwYXNzd29yZDEyMw'],
  ['bearer abcDEF123456789', 'abcDEF123456789'],
  ['password=hunter2secret', 'hunter2secret'],
  ['DB_PASSWORD: pr0d-pa55', 'pr0d-pa55'],
  ['secret=s3cr3tValue!', 's3cr3tValue'],
  ['api_key: 9f8e7d6c5b4a', '9f8e7d6c5b4a'],
  ['client_secret="zzTopSecret99"', 'zzTopSecret99'],
  ['the pwd=letmein99 works', 'letmein99'],
  ['xoxb-123456789012-abcdefABCDEF', 'xoxb-123456789012'],
  ['xoxp-98765-43210-fedcba', 'xoxp-98765'],
  ['https://hooks.slack.com/services/T000/B000/XXXXEXAMPLE', 'T000/B000'],
  ['ghp_EXAMPLE0123456789abcdefABCDEF012345', 'ghp_EXAMPLE'],
  ['gho_16C7e42F292c6912E7710c838347Ae178B4a', 'gho_16C7e42F'],
  ['github_pat_11EXAMPLE_abcdef', 'github_pat_11EXAMPLE'],
  ['glpat-EXAMPLE-0123456789', 'glpat-EXAMPLE'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
  ['AIzaSyEXAMPLEexampleEXAMPLEexample012345', 'AIzaSyEXAMPLE'],
  // This text is split so that secret scanners don't mistake it for a real key.
  [`sk_${'live'}_EXAMPLE0123456789`, '_EXAMPLE0123456789'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJhbGciOiJIUzI1NiJ9'],
  ['-----BEGIN RSA PRIVATE KEY----- MIIEexample -----END RSA PRIVATE KEY-----', 'MIIEexample'],
  ['postgres://app:Tr0ub4dor@db.internal/prod', 'Tr0ub4dor'],
  ['https://files.example/x.png?t=1&token=abc987', 'abc987'],
  ['https://store.example/f?X-Amz-Signature=deadbeef01', 'deadbeef01'],
  ['call +49 30 5550 0100 please', '5550 0100'],
  ['call (415) 555-0132 please', '555-0132'],
  ['client 203.0.113.77 was blocked', '203.0.113.77'],
  ['client 2001:db8:0:1:1:1:1:1 was blocked', '2001:db8:0:1:1:1:1:1'],
  ['SSN 078-05-1120', '078-05-1120'],
  ['IBAN DE89 3704 0044 0532 0130 00', '3704 0044'],
];

/** A place in a sample where a tool puts text written by people. */
export interface Plant {
  readonly source: string;
  readonly files: readonly string[];
  /** The file, and the text in it to replace. */
  readonly file: string;
  readonly at: string;
}

const held = (name: string): string => `held-out/${name}`;

/** At least one place in each source of records. */
export const PLANTS: readonly Plant[] = [
  {
    source: 'Statuspage',
    files: ['statuspage/incidents.v2.json'],
    file: 'statuspage/incidents.v2.json',
    at: 'Browsing is not affected.',
  },
  {
    source: 'PagerDuty note',
    files: ['pagerduty/notes.json'],
    file: 'pagerduty/notes.json',
    at: 'Only payments fail, browsing is fine',
  },
  {
    source: 'PagerDuty title',
    files: ['pagerduty/incident.json'],
    file: 'pagerduty/incident.json',
    at: '"title": "checkout: error ratio above 5% for 5m',
  },
  {
    source: 'PagerDuty change',
    files: ['pagerduty/related_change_events.json'],
    file: 'pagerduty/related_change_events.json',
    at: 'Deployed checkout release 412',
  },
  {
    source: 'incident.io update',
    files: ['incident-io/incident_updates.v2.json'],
    file: 'incident-io/incident_updates.v2.json',
    at: 'Release 412 halved the pool. Rolling back.',
  },
  {
    source: 'incident.io summary',
    files: ['incident-io/incidents.v2.json'],
    file: 'incident-io/incidents.v2.json',
    at: 'for 35 minutes after release 412.',
  },
  {
    source: 'incident.io follow-up',
    files: ['incident-io/follow_ups.v2.json'],
    file: 'incident-io/follow_ups.v2.json',
    at: 'Rewrite checkout in one week',
  },
  {
    source: 'Rootly',
    files: [held('rootly.events.json')],
    file: held('rootly.events.json'),
    at: 'Rolled back to <b>411</b>',
  },
  {
    source: 'FireHydrant',
    files: [held('firehydrant.events.json')],
    file: held('firehydrant.events.json'),
    at: 'Pool limit is 20, was 40',
  },
  {
    source: 'Opsgenie',
    files: [held('opsgenie.timeline.json')],
    file: held('opsgenie.timeline.json'),
    at: 'Pool limit is 20, was 40',
  },
  { source: 'Slack', files: [held('slack.history.json')], file: held('slack.history.json'), at: 'Found it:' },
  { source: 'Jira', files: ['jira/search.json'], file: 'jira/search.json', at: 'Alert on pool saturation' },
  {
    source: 'GitHub issue',
    files: ['github/issues.json'],
    file: 'github/issues.json',
    at: 'Alert on pool saturation',
  },
  {
    source: 'GitHub deployment',
    files: ['github/deployments.json'],
    file: 'github/deployments.json',
    at: 'Roll back to 411',
  },
  {
    source: 'GitHub release',
    files: ['github/releases.json'],
    file: 'github/releases.json',
    at: '"name": "Release 412',
  },
  {
    source: 'GitLab',
    files: [held('gitlab.deployments.json')],
    file: held('gitlab.deployments.json'),
    at: '"name": "production',
  },
  {
    source: 'Argo CD',
    files: ['argocd/application.json'],
    file: 'argocd/application.json',
    at: '"name": "checkout',
  },
  {
    source: 'Kubernetes',
    files: [held('kubernetes.events.json')],
    file: held('kubernetes.events.json'),
    at: 'Back-off restarting failed container',
  },
  {
    source: 'Prometheus label',
    files: ['prometheus/promtool.o-json.json'],
    file: 'prometheus/promtool.o-json.json',
    at: '{"job": "checkout',
  },
  {
    source: 'Datadog name',
    files: [held('datadog.query.json')],
    file: held('datadog.query.json'),
    at: '"display_name": "checkout.errors',
  },
  {
    source: 'Grafana name',
    files: ['grafana/dataframes.json'],
    file: 'grafana/dataframes.json',
    at: '"displayNameFromDS": "error ratio',
  },
  {
    source: 'CloudWatch label',
    files: [held('cloudwatch.data.json')],
    file: held('cloudwatch.data.json'),
    at: '"Label": "5XXError',
  },
];

/** A sample with text planted at a place. */
export function planted({ file, at }: Plant, text: string): string {
  const whole = readFileSync(sample(file), 'utf8');
  if (!whole.includes(at)) throw new Error(`${file} doesn't contain ${at}`);
  const quoted = JSON.stringify(text).slice(1, -1);
  return whole.replace(at, () => `${at} ${quoted}`);
}
