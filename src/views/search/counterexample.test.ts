import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../../diagrams/render.ts';
import type { Exploration, Result } from '../../result.ts';
import { change, explored, exploredResult, holding } from '../../tests/support/results/exploration.ts';
import {
  hostileExploredResult,
  lassoExploration,
  longExploration,
  oddExploredResult,
  resultOf,
  violated,
} from '../../tests/support/results/exploration-odd.ts';
import { counterexample, counterexampleFigure } from './counterexample.ts';
import { counterexampleLanes, counterexampleText } from './counterexample-text.ts';

const race = exploredResult();
const base = race.explorations[0]!;

function draw(result: Result, exploration: Exploration): Document {
  return new JSDOM(counterexampleFigure(result, exploration, '<svg id="given"></svg>')).window.document;
}

function only(exploration: Exploration): Document {
  return draw(resultOf(exploration), exploration);
}

function texts(document: Document, selector: string): string[] {
  return [...document.querySelectorAll(selector)].map((element) => (element.textContent ?? '').trim());
}

function rows(document: Document): string[][] {
  return [...document.querySelectorAll('.hc-table-steps tbody tr')].map((row) =>
    [...row.children].map((cell) => (cell.textContent ?? '').trim()),
  );
}

function caption(exploration: Exploration): string {
  return texts(only(exploration), 'figcaption span').join(' ');
}

describe('the diagram of a counterexample', () => {
  const lines = counterexampleText(race, base).split('\n');

  it('has a title, a description and a lane per process instance and record', () => {
    expect(lines.slice(0, 7)).toEqual([
      'sequenceDiagram',
      'accTitle: Two Enactors race#59; clean-up deletes the plan in use: counterexample, base',
      'accDescr: The base violates endpoint_resolves in 8 steps. A table below has every step.',
      'participant p0 as planner',
      'participant p1 as E1',
      'participant p2 as E2',
      'participant p3 as route53',
    ]);
  });

  it('numbers the steps, notes where a stale value is read and used, and marks the violation red', () => {
    expect(lines.slice(7, -1)).toEqual([
      'p0->>p0: 1. publishes plan 1',
      'p1->>p1: 2. picks plan 1',
      'Note over p1: reads newest = 1 and<br/>active = 0#59; acts on them<br/>at step 7',
      'p0->>p0: 3. publishes plan 2',
      'p0->>p0: 4. publishes plan 3',
      'p2->>p2: 5. picks plan 3',
      'p2->>p3: 6. points the endpoint<br/>at plan 3',
      'Note over p1: stale read from step 2:<br/>by now, newest = 3 and<br/>active = 3',
      'p1->>p3: 7. points the endpoint at plan 1',
      'Note over p3: active: 1 (was 3)',
      'rect rgb(253, 224, 221)',
      'p2->>p3: 8. deletes plans up to 1',
      'Note over p3: deleted: added 1',
      'Note over p0,p3: endpoint_resolves is violated:<br/>active == 0 || !(active in deleted)<br/>is false',
      'end',
    ]);
    expect(counterexampleText(race, base, { breakColor: 'rgb(1, 2, 3)' })).toContain('rect rgb(1, 2, 3)\n');
  });

  it('orders lanes as the scenario lists them, and keeps the others', () => {
    expect(counterexampleLanes({ ...race, lanes: ['route53', 'enactor'] }, base)).toEqual([
      'route53',
      'E1',
      'E2',
      'planner',
    ]);
    expect(counterexampleLanes(race, longExploration())).toHaveLength(12);
  });

  it('replaces a process with its only other instance', () => {
    const lasso = lassoExploration();
    expect(counterexampleLanes(race, lasso)).toEqual(['client1', 'server1', 'store']);
    const trace = [explored('a1', 'asks', { to: ['b'] }), explored('b1', 'x'), explored('b2', 'y')];
    expect(counterexampleLanes(race, violated('invariant', trace))).toEqual(['a1', 'b1', 'b2', 'b']);
  });

  it('draws timers, faults, failures, losses and the loop', () => {
    const text = counterexampleText(race, lassoExploration()).split('\n').slice(6, -1);
    expect(text).toEqual([
      'Note over p0: 1. link begins',
      'p0->>p1: 2. asks for the lease',
      'Note over p1: 3. a message to server1<br/>is lost',
      'loop steps 4 to 6 repeat forever, so gets_in is violated',
      'Note over p0: 4. client1.lease runs<br/>out',
      'p0-xp2: 5. the call to store fails',
      'p0-->>p0: 6. skips renew',
      'end',
    ]);
  });

  it('marks the last step before a deadlock red', () => {
    const stuck = violated('deadlock', [explored('P0', 'raises'), explored('P1', 'raises')]);
    const text = counterexampleText(race, stuck);
    expect(text).toContain(
      'p0->>p0: 1. raises\nrect rgb(253, 224, 221)\np1->>p1: 2. raises\nNote over p0,p1: deadlock: no step is possible,<br/>and an instance is still waiting\nend\n',
    );
    expect(counterexampleText(race, violated('eventually', [explored('P0', 'stops')]))).toContain(
      'ends here, so gets_in is<br/>violated',
    );
  });

  it('draws a long counterexample in part and counts the steps it leaves out', () => {
    const long = longExploration();
    const text = counterexampleText(race, long);
    const left = [...text.matchAll(/… (\d+) steps? left out/g)].map((match) => Number(match[1]));
    const numbers = new Set([...text.matchAll(/: (\d+)\. /g)].map((match) => Number(match[1])));
    expect(numbers.size + left.reduce((sum, one) => sum + one, 0)).toBe(200);
    for (const { check, use, changedBy } of long.staleReads) {
      for (const index of [check, use, ...changedBy]) expect(numbers.has(index + 1)).toBe(true);
    }
    expect(caption(long)).toContain(
      `The diagram shows ${numbers.size} of 200 steps; the table has all of them.`,
    );
    expect(rows(only(long))).toHaveLength(1 + 200);
  });

  it('can be rendered with any author text', async () => {
    const renderer = await createRenderer();
    for (const result of [race, oddExploredResult(), hostileExploredResult()]) {
      for (const [i, exploration] of result.explorations.entries()) {
        const drawn = await renderer.render(`d${i}`, counterexampleText(result, exploration));
        expect(drawn).toMatchObject({ ok: true });
        const { document } = new JSDOM(drawn.ok ? drawn.svg : '').window;
        expect(document.querySelectorAll('script, img, foreignObject, a')).toHaveLength(0);
      }
    }
    const plain = await renderer.render('race', counterexampleText(race, base));
    expect(plain.ok && plain.svg).toContain('mmd-fill-break');
  });
});

describe('the figure of a counterexample', () => {
  it('has the outcome as its caption', () => {
    expect(caption(base)).toBe(
      'The base violates endpoint_resolves in 8 steps, the fewest possible. At step 7, E1 acts on the values of newest and active from step 2, which have changed since.',
    );
    expect(caption(violated('deadlock', [explored('P0', 'waits')]))).toBe(
      'The base can deadlock in 1 step, the fewest possible.',
    );
    expect(caption(lassoExploration())).toBe('The base violates gets_in: steps 4 to 6 repeat forever.');
    expect(caption({ ...lassoExploration(), loop: null })).toBe(
      'The base violates gets_in: it ends after 6 steps.',
    );
    expect(caption(violated('invariant', []))).toBe('The base violates gets_in in the initial state.');
  });

  it('has the diagram and a table of every step with only the values that change', () => {
    const document = draw(race, base);
    expect(document.querySelector('.hc-sequence-scroll #given')).not.toBeNull();
    const heads = texts(document, '.hc-table-steps thead th');
    expect(heads.slice(4)).toEqual(['newest', 'E1.plan', 'E2.plan', 'active', 'deleted']);
    expect(rows(document)).toEqual([
      ['–', '', '', 'Initial state', '0', '0', '0', '0', '[]'],
      ['1', '0 s', 'planner', 'publishes plan 1', '1 was 0', '', '', '', ''],
      [
        '2',
        '0 s',
        'E1',
        'picks plan 1 reads newest and active; acts on them at step 7',
        '',
        '1 was 0',
        '',
        '',
        '',
      ],
      ['3', '1 min', 'planner', 'publishes plan 2', '2 was 1', '', '', '', ''],
      ['4', '2 min', 'planner', 'publishes plan 3', '3 was 2', '', '', '', ''],
      ['5', '2 min', 'E2', 'picks plan 3', '', '', '3 was 0', '', ''],
      ['6', '2 min 1 s', 'E2', 'points the endpoint at plan 3 → route53', '', '', '', '3 was 0', ''],
      [
        '7',
        '2 min 2 s',
        'E1',
        'points the endpoint at plan 1 → route53 stale read: newest and active from step 2, changed since at steps 3, 4 and 6',
        '',
        '',
        '',
        '1 was 3',
        '',
      ],
      [
        '8',
        '2 min 2.5 s',
        'E2',
        'deletes plans up to 1 → route53 endpoint_resolves is violated: active == 0 || !(active in deleted) is false',
        '',
        '',
        '',
        '',
        '[1] was []',
      ],
    ]);
    expect(document.querySelectorAll('.hc-table-steps td.hc-changed')).toHaveLength(8);
    expect(document.querySelectorAll('.hc-row-breaks')).toHaveLength(1);
  });

  it('shows additions and removals of long lists, the loop, and the kind of actors that are not processes', () => {
    expect(rows(only(longExploration()))[100]!.slice(2, 5)).toEqual([
      'handles item 99 → store',
      'added 99 and 100 removed 9',
      '',
    ]);
    const lasso = rows(only(lassoExploration()));
    expect(lasso[4]).toEqual(['From here, steps 4 to 6 repeat forever, so gets_in is violated.']);
    expect(lasso.map((row) => row[1])).toContain('client1.lease (timer)');
    expect(lasso[1]![1]).toBe('link (fault)');
    const emptied = violated('invariant', [
      explored('a', 'empties', { changes: [{ ...change('done', null, null), removed: [1] }] }),
    ]);
    expect(rows(only(emptied))[1]![3]).toBe('removed 1');
  });

  it('shows the times of a run with this order, or says that no delays allow it', () => {
    expect(texts(draw(race, base), '.hc-note')[0]).toBe(
      'Delays within the scenario’s ranges allow this order. The table shows the time of each step in such a run.',
    );
    const three = draw(race, race.explorations[4]!);
    expect(texts(three, '.hc-note')[0]).toContain('No delays within the scenario’s ranges allow this order');
    expect(texts(three, 'thead th')).not.toContain('Time in run');
    const bare = only({ ...base, timing: { possible: false, times: [], note: null } });
    expect(texts(bare, '.hc-note')[0]).toBe('No delays within the scenario’s ranges allow this order.');
    const open = only({ ...base, timing: { possible: null, times: [], note: null } });
    expect(texts(open, '.hc-note')[0]).toBe('It’s unknown whether the scenario’s delays allow this order.');
    const rare = only({ ...base, timing: { ...base.timing!, note: 'It takes a rare delay.' } });
    expect(texts(rare, '.hc-note')[0]).toMatch(/in such a run\. It takes a rare delay\.$/);
  });

  it('sums up steps, states and variants without a violation', () => {
    expect(texts(draw(race, base), '.hc-note')[1]).toBe(
      'Shortest counterexample: 8 steps, 1,130 states. Without a violation: recheck_on_apply (652 states), keep_active (1,075 states), apply_and_cleanup_atomic (382 states).',
    );
    const one = resultOf(base, holding('recheck', 652, 1, 1));
    expect(texts(draw(one, base), '.hc-note')[1]).toBe(
      'Shortest counterexample: 8 steps, 1,130 states. Without a violation: recheck (652 states).',
    );
    expect(texts(draw(race, race.explorations[4]!), '.hc-note')[1]).toBe(
      'Shortest counterexample: 8 steps, 15,569 states.',
    );
    const stopped = {
      ...base,
      properties: [...base.properties, { ...base.properties[1]!, verdict: 'incomplete' as const }],
    };
    expect(texts(only(stopped), '.hc-note')[1]).toBe(
      'Shortest counterexample: 8 steps, 1,130 states searched before it was found.',
    );
    expect(texts(only(lassoExploration()), '.hc-note')[0]).toMatch(/^Counterexample: 6 steps, /);
  });

  it('distinguishes no counterexample from none found', () => {
    const none = counterexample(race, race.explorations[1]!);
    expect(none).toContain('No counterexample exists. Variant recheck_on_apply holds in every interleaving');
    // Instead, the view shows what the fix does on the base's schedule.
    expect(none).toContain('the same schedule in base and variant recheck_on_apply');
    const open = oddExploredResult().explorations.at(-1)!;
    expect(counterexample(race, open)).toContain(
      'No counterexample was found. Variant incomplete is undecided',
    );
  });
});

describe('the check-to-use window', () => {
  it('is a bar over the steps with a sign for each change by others', () => {
    const document = draw(race, base);
    const svg = document.querySelector('.hc-win')!;
    const ticks = [...svg.querySelectorAll('.hc-win-step')].map((tick) => Number(tick.getAttribute('x')));
    expect(texts(document, '.hc-win-step')).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(texts(document, '.hc-win-who')).toEqual([
      'planner',
      'E1',
      'planner',
      'planner',
      'E2',
      'E2',
      'E1',
      'E2',
    ]);
    const bar = svg.querySelector('.hc-win-bar')!;
    const x = Number(bar.getAttribute('x'));
    expect([x, x + Number(bar.getAttribute('width'))]).toEqual([ticks[1], ticks[6]]);
    expect(texts(document, '.hc-win-change')).toEqual(['newest', 'newest', 'active']);
    const marks = [...svg.querySelectorAll('.hc-win-change')].map((mark) => Number(mark.getAttribute('x')));
    expect(marks).toEqual([ticks[2], ticks[3], ticks[5]]);
    expect(ticks.at(-1)).toBeLessThan(Number(svg.getAttribute('width')));
  });

  it('is also a sentence, with its duration if there is a schedule', () => {
    expect(texts(draw(race, base), '.hc-counterexample > .hc-list li')).toEqual([
      'E1 reads newest and active at step 2 and acts on them at step 7. In between, planner changes newest at steps 3 and 4; E2 changes active at step 6. In the run, the window lasts 2 min 2 s.',
    ]);
    const three = draw(race, race.explorations[4]!);
    expect(texts(three, '.hc-counterexample > .hc-list li')[0]).toMatch(/at step 6\.$/);
    const now = { ...base, timing: { ...base.timing!, times: base.trace.map(() => 0) } };
    expect(texts(only(now), '.hc-counterexample > .hc-list li')[0]).toContain(
      'In the run, both happen at the same instant.',
    );
  });

  it('has a bar per stale read, fits names into the drawing and is absent without stale reads', () => {
    const two = {
      ...base,
      staleReads: [...base.staleReads, { ...base.staleReads[0]!, check: 6, use: 7, changedBy: [] }],
    };
    const svg = only({ ...two, trace: two.trace }).querySelector('.hc-win')!;
    expect(svg.querySelectorAll('.hc-win-bar')).toHaveLength(2);
    expect(Number(svg.getAttribute('width'))).toBeGreaterThan(700);
    expect(only(lassoExploration()).querySelector('.hc-win')).toBeNull();
    const long = only(longExploration());
    expect(texts(long, '.hc-win-step').slice(0, 9)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '10',
      '11',
      '101',
      '151',
    ]);
    expect(texts(long, '.hc-win-who').filter((text) => text === '…')).toHaveLength(4);
  });
});
