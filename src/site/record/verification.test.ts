import { describe, expect, test } from 'vitest';
import type { Result, Run } from '../../result.ts';
import { exploredResult, incomplete } from '../../tests/support/results/exploration.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import { MINUTE } from '../../time/duration.ts';
import { verificationsOf } from './verification.ts';

function scenario(result: Result) {
  return [{ id: result.scenario, title: result.title, text: '', result }];
}

function words(verifiedBy: string, result: Result): string[] {
  return verificationsOf(verifiedBy, scenario(result)).map((one) => `${one.tone}: ${one.words}`);
}

/** The AWS result with changes to the run for the variant `recheck_on_apply`. */
function withVariant(change: (run: Run) => Partial<Run>): Result {
  const aws = awsResult();
  return { ...aws, runs: aws.runs.map((run, i) => (i === 1 ? { ...run, ...change(run) } : run)) };
}

describe('the verification of an action by a search', () => {
  test('is the verdict with the number of states', () => {
    const result = exploredResult();
    expect(words('dns-enactor-race#recheck_on_apply', result)).toEqual([
      'good: holds in every interleaving (652 states)',
    ]);
    expect(words('dns-enactor-race#three_enactors', result)).toEqual([
      'bad: endpoint_resolves is violated after 8 steps',
    ]);
    expect(words('dns-enactor-race', result)).toEqual(['bad: endpoint_resolves is violated after 8 steps']);
    // If the property also holds in the base, nothing shows that the search could have found a violation.
    const [base, ...others] = result.explorations;
    const calm = { ...result, explorations: [{ ...base!, verdict: 'holds' as const }, ...others] };
    expect(words('dns-enactor-race#recheck_on_apply', calm)).toEqual([
      'plain: holds in every interleaving (652 states)',
    ]);
    const open = { ...result, explorations: [...result.explorations, incomplete('huge')] };
    expect(words('dns-enactor-race#huge', open)).toEqual([
      'plain: incomplete: max_states 1,000,000 (1,000,000 states)',
    ]);
  });

  test('comes before that by a run', () => {
    const both = { ...awsResult(), explorations: exploredResult().explorations };
    expect(words('dns-race#recheck_on_apply', both)).toEqual([
      'good: holds in every interleaving (652 states)',
      'plain: The variant keeps endpoint_resolves. in the run',
      'plain: no impact on dynamodb in the run, down from 2 h 53 min',
    ]);
  });

  test('is empty if the page has no such scenario or variant', () => {
    expect(verificationsOf('other', scenario(exploredResult()))).toEqual([]);
    expect(verificationsOf('dns-enactor-race#other', scenario(exploredResult()))).toEqual([]);
  });
});

describe('the verification of an action by a run', () => {
  test('lists violated properties first', () => {
    expect(words('dns-race', awsResult())).toEqual(['bad: endpoint_resolves is violated in the run']);
  });

  test('lists the claims about the run if nothing is violated', () => {
    const claims = withVariant(() => ({
      expectations: [
        { claim: 'dns_fails does not happen', found: 'it never happens', met: true },
        { claim: 'endpoint_resolves holds in the run', found: 'it holds', met: true },
        { claim: 'mitigated happens', found: 'it does not', met: false },
      ],
    }));
    expect(words('dns-race#recheck_on_apply', claims)).toEqual([
      'plain: dns_fails does not happen in the run',
      'plain: endpoint_resolves holds in the run',
      'bad: not met: mitigated happens in the run',
      'plain: no impact on dynamodb in the run, down from 2 h 53 min',
    ]);
  });

  test('compares with the base run if there are no claims', () => {
    const silent = withVariant(() => ({ expectations: [] }));
    expect(words('dns-race#recheck_on_apply', silent)).toEqual([
      'plain: endpoint_resolves holds in the run',
      "plain: dns_fails doesn't happen before the run ends",
      "plain: replicas_ok doesn't happen before the run ends",
      'plain: no impact on dynamodb in the run, down from 2 h 53 min',
    ]);
    const worse = withVariant(({ marks, services }) => ({
      expectations: [],
      properties: [],
      marks: marks.map((mark) => ({ ...mark, status: 'never' as const })),
      services: services.map((service) => ({
        ...service,
        windows: [{ from: 0, to: 190 * MINUTE, failed: 1, worstErrorRate: 1 }],
      })),
    }));
    expect(words('dns-race#recheck_on_apply', worse)).toEqual([
      'plain: dns_fails never happens in the run',
      'plain: replicas_ok never happens in the run',
      'bad: 3 h 10 min of impact on dynamodb in the run, up from 2 h 53 min',
      'bad: 3 h 10 min of impact on replication in the run, up from none',
    ]);
    const nothing = withVariant(() => ({ expectations: [], properties: [], marks: [], services: [] }));
    expect(words('dns-race#recheck_on_apply', nothing)).toEqual(['plain: no claims about this run']);
  });
});
