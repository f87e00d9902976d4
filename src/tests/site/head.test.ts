import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { beforeAll, expect, test } from 'vitest';
import { type BuiltSite, builtSite } from './support/build.ts';

/**
 * The parts of a JSON copy from which the figures are computed. Declared here so that the test doesn't share code with
 * the site.
 */
interface Copy {
  readonly incident: {
    readonly started_at: string;
    readonly detected_at: string | null;
    readonly identified_at: string | null;
    readonly mitigated_at: string | null;
    readonly resolved_at: string | null;
    readonly impact: readonly { service: string | null; who: string | null; value: number | string | null }[];
    readonly actions: readonly { status: string; verified_by: string | null }[];
  };
  readonly scenarios: readonly {
    readonly id: string;
    readonly result: {
      readonly card?: { readonly illustration?: boolean };
      readonly validation: {
        readonly comparisons: readonly { readonly label: string }[];
        readonly fixes: readonly { readonly variant: string; readonly verdict: string }[];
      } | null;
    };
  }[];
}

let site: BuiltSite;
let ids: string[];

beforeAll(async () => {
  site = await builtSite();
  ids = readdirSync(join(site.folder, 'incidents')).flatMap((name) =>
    name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [],
  );
});

/** Minutes in a text like `14 h 32 min` or `1 d 2 h`. */
function minutesIn(text: string): number {
  const size: Readonly<Record<string, number>> = { d: 1440, h: 60, min: 1, s: 1 / 60 };
  return [...text.matchAll(/([\d.]+)\s(d|h|min|s)\b/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * size[unit!]!,
    0,
  );
}

function minutesBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}

/** The facts on the page by id: the figure, and all text of the fact. */
function shownFacts(html: string): Map<string, { figure: string; text: string }> {
  const { document } = new JSDOM(html).window;
  return new Map(
    [...document.querySelectorAll<HTMLElement>('.facts > [data-fact]')].map((fact) => [
      fact.dataset['fact']!,
      { figure: fact.querySelector('strong')!.textContent.trim(), text: fact.textContent },
    ]),
  );
}

/** True if a model says what an action would have changed. */
function hasVerdict(verifiedBy: string | null, { scenarios }: Copy): boolean {
  if (verifiedBy === null) return false;
  const [scenario, variant] = verifiedBy.split('#');
  const { validation } = scenarios.find(({ id }) => id === scenario)!.result;
  const verdicts = (validation?.fixes ?? []).filter((fix) => fix.variant === variant);
  return verdicts.length === 0 || verdicts.some(({ verdict }) => verdict !== 'untested');
}

test('every figure in the head of a page follows from its JSON copy', () => {
  expect(ids.length).toBeGreaterThan(3);
  for (const id of ids) {
    const read = (path: string): string => readFileSync(join(site.folder, 'incidents', path), 'utf8');
    const copy: Copy = JSON.parse(read(`${id}.json`));
    const facts = shownFacts(read(`${id}/index.html`));
    const { incident } = copy;
    const end = incident.resolved_at ?? incident.mitigated_at;
    if (end !== null) {
      const stated = minutesBetween(incident.started_at, end);
      expect(Math.abs(minutesIn(facts.get('duration')!.figure) - stated), id).toBeLessThan(60);
    }
    const first = incident.detected_at ?? incident.identified_at ?? incident.mitigated_at;
    if (first !== null) {
      const stated = minutesBetween(incident.started_at, first);
      expect(Math.abs(minutesIn(facts.get('response')!.figure) - stated), id).toBeLessThan(1);
    }
    const amounts = [...incident.impact.filter(({ who }) => who === null), ...incident.impact].map(
      ({ value }) => value,
    );
    const amount = amounts.find((value) => value !== null);
    if (amount !== undefined) {
      const number = typeof amount === 'number' ? amount.toLocaleString('en-US') : amount;
      expect(facts.get('reach')!.figure.startsWith(String(number)), id).toBe(true);
    }
    const tried = incident.actions.filter(({ verified_by }) => hasVerdict(verified_by, copy)).length;
    if (incident.actions.length > 0) {
      expect(facts.get('actions')!.figure, id).toContain(String(incident.actions.length));
      expect(facts.get('actions')!.text, id).toContain(
        tried === 0 ? 'none tried in a model' : `${tried} tried in a model`,
      );
    }
    const labels = copy.scenarios
      .filter(({ result }) => result.card?.illustration !== true)
      .flatMap(({ result }) => result.validation?.comparisons ?? [])
      .map(({ label }) => label);
    if (labels.length > 0) {
      const count = (wanted: string) => labels.filter((label) => label === wanted).length;
      expect(facts.get('confidence')!.figure, id).toBe(`${count('holds up')} of ${labels.length}`);
      const missed = count('missed');
      if (missed > 0) expect(facts.get('confidence')!.text, id).toContain(`${missed} missed`);
      const others = labels.length - count('holds up') - missed;
      if (others > 0)
        expect(facts.get('confidence')!.text, id).toContain(`${others} ${others === 1 ? 'isn' : 'aren'}`);
    }
  }
});
