import { describe, expect, it } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate } from '../hindcast.ts';
import { compile } from '../model/compile.ts';
import { scenariosIn } from '../tests/explore/reference/read-model.ts';
import { explore } from './search.ts';
import { EXPLORE_DEFAULTS } from './space/options.ts';

const fleet = (instances: string, extra = ''): string => `scenario: fleet
state: { leaders: 0, chosen: -1 }
const: { most: 3 }
processes:
  server:
    instances: ${instances}
    steps:
      - { id: boot }
      - { id: serve, when: leaders < most, set: { leaders: leaders + 1 } }
invariants:
  few: leaders <= 3
${extra}`;

const states = (text: string, options = {}): number =>
  explore(compile(scenariosIn(text).get('base')!), {
    ...EXPLORE_DEFAULTS,
    maxStates: 100_000,
    keepGoing: true,
    reduction: false,
    ...options,
  }).states;

describe('fleets', () => {
  it('are searched as counts per step', () => {
    // k of n members have served (at most 3), and any number of the others have booted.
    const counted = (n: number): number => [0, 1, 2, 3].reduce((sum, k) => sum + Math.max(0, n - k + 1), 0);
    expect(states(fleet('20'))).toBe(counted(20));
    expect(states(fleet('60'))).toBe(counted(60));
  });

  it('have a state for each combination of members without counter abstraction', () => {
    const n = 7;
    const choose = (a: number, b: number): number => (b === 0 ? 1 : (choose(a, b - 1) * (a - b + 1)) / b);
    const all = [0, 1, 2, 3].reduce((sum, k) => sum + choose(n, k) * 2 ** (n - k), 0);
    expect(states(fleet('7'), { countFleets: false })).toBe(all);
    expect(states(fleet('[A, B, C, D, E, F, G]'))).toBe(all);
  });

  it('are not abstracted if something distinguishes their members', () => {
    const byIndex = fleet('4').replace(
      'set: { leaders: leaders + 1 }',
      'set: { leaders: leaders + 1, chosen: self.index }',
    );
    expect(states(byIndex)).toBe(states(byIndex, { countFleets: false }));
    const forAll = fleet('4').replace(
      'few: leaders <= 3',
      'few: server.all(x, x.step != "serve" || leaders <= 3)',
    );
    expect(states(forAll)).toBe(states(fleet('4')));
    const one = fleet('4').replace('few: leaders <= 3', 'few: server[0].step != "end" || leaders > 0');
    expect(states(one)).toBe(states(one, { countFleets: false }));
  });
});

describe('a search of a smaller model', () => {
  const search = (text: string) =>
    evaluate(fileSource('fleet.yaml', text), { explore: { reduction: false } });

  it('uses fewer instances and different constants than the runs', () => {
    const text = fleet('10000', 'until: 1m\nexplore: { instances: { server: 3 }, const: { most: 1 } }\n');
    const { result, diagnostics } = search(text);
    expect(diagnostics).toEqual([]);
    const [base] = result!.explorations;
    // Either no member has served and any number of the three have booted, or one has served and any number of the
    // other two have booted.
    expect(base!.states).toBe(4 + 3);
    expect(base!.bounds.smaller).toEqual([
      { path: 'const.most', value: '1' },
      { path: 'server.instances', value: '3' },
    ]);
    expect(result!.runs[0]!.final).toMatchObject({ leaders: 3 });
  });

  it('keeps the first of named instances', () => {
    const text = fleet(
      '[A, B, C, D, E, F, G, H]',
      'explore: { symmetry: server, instances: { server: 2 } }\n',
    );
    const { result } = search(text);
    expect(result!.explorations[0]!.bounds.smaller).toEqual([{ path: 'server.instances', value: '[A, B]' }]);
    expect(result!.explorations[0]!.states).toBe(3 + 2 + 1);
  });

  it('rejects unknown names and too many instances', () => {
    const wrong = (extra: string): string[] =>
      search(fleet('4', `explore: ${extra}\n`)).diagnostics.map(({ code, message }) => `${code} ${message}`);
    expect(wrong('{ instances: { server: 5 } }')).toEqual([
      "scenario/fewer-instances `server` doesn't have that many instances",
    ]);
    expect(wrong('{ instances: { servers: 2 } }')[0]).toContain("`servers` doesn't exist");
    expect(wrong('{ const: { mots: 2 } }')[0]).toContain("`mots` doesn't exist");
    expect(wrong('{ instances: { server: 0 } }')[0]).toContain('schema/');
  });

  it('is suggested for a model that is too large', () => {
    const { result, diagnostics } = search(fleet('10000', 'explore: {}\n'));
    expect(result).toBeNull();
    expect(diagnostics[0]).toMatchObject({
      code: 'explore/too-large',
      hint: 'search the model with fewer instances: `explore: { instances: { server: 3 } }`',
    });
  });
});

it('rejects conditions on the time left on a timer', () => {
  const text = `scenario: left
const: { length: 10s }
state: { lease: { type: timer, init: 10s }, early: false }
processes:
  client:
    steps:
      - { id: look, when: lease.left > length, set: { early: true } }
`;
  const { diagnostics } = evaluate(fileSource('left.yaml', text));
  expect(diagnostics[0]).toMatchObject({ code: 'explore/time-left' });
});
