import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../support/draws.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { scenariosIn } from './reference/read-model.ts';

/** `holds` is true if the first condition always leads to the second under weak fairness. */
const LEADS_TO: readonly (readonly [model: string, from: string, to: string, holds: boolean])[] = [
  // No process can starve.
  ['bakery', 'P0.step == "take"', 'P0.step == "critical"', true],
  ['chandy-misra', 'A.hungry', 'A.step == "eat"', true],
  ['dekker', 'P0.step == "look"', 'P0.step == "critical"', true],
  ['le-lann', 'N0.wants', 'N0.step == "critical"', true],
  ['mcs-lock', 'A.step == "link"', 'A.step == "critical"', true],
  ['peterson-2', 'P0.step == "give_way"', 'P0.step == "critical"', true],
  ['peterson-n', 'A.level > 0', 'A.step == "critical"', true],
  ['ricart-agrawala', 'N0.mode == waiting', 'N0.mode == inside', true],
  ['szymanski', 'A.flag == 1', 'A.step == "critical"', true],
  ['ticket-lock', 'A.step == "wait"', 'A.step == "critical"', true],
  // A process can starve.
  ['bounded-buffer', 'P1.step == "wait_free"', 'P1.step == "put"', false],
  ['burns', 'C.step == "raise"', 'C.step == "critical"', false],
  ['dijkstra-mutex', 'A.wants', 'A.step == "critical"', false],
  ['dining-ordered', 'A.step == "take_second"', 'A.step == "put_second"', false],
  ['lamport-fast', 'P1.flag', 'P1.step == "critical"', false],
  ['mesa-monitor', 'C1.step == "asleep"', 'C1.step == "get"', false],
  ['readers-writers', 'W1.step == "open"', 'W1.step == "write"', false],
  ['sleeping-barber', 'C1.step == "wait"', 'C1.step == "come"', false],
  ['test-and-set', 'A.step == "test"', 'A.step == "critical"', false],
  // Two processes that yield to each other forever.
  ['dekker/without_turn', 'P0.step == "look"', 'P0.step == "critical"', false],
  // Protocols that terminate.
  ['chang-roberts', 'begins.exists(b, b)', 'standing.exists(s, s == 2)', true],
  ['ewd840', 'chaos.at("end") == 1 && active.all(a, !a)', 'token == 0 && !token_black && !black[0]', true],
  ['prisoners', 'warden.at("end") == 1', 'count >= 2 * others', true],
  ['two-phase-crash/without_crash', 'P1.step == "wait_decision"', 'P1.step == "end"', true],
  ['two-phase-crash', 'P1.step == "wait_decision"', 'P1.step == "end"', false],
  // A channel may lose every message, since fairness applies to processes, not channels.
  ['alternating-bit', 'delivered == 0', 'delivered == items', false],
];

describe('under weak fairness', () => {
  it.each(sampleOf(LEADS_TO))('%s: %s leads to %s: %s', (name, from, to, holds) => {
    const [model, variant] = name.split('/') as [string, string | undefined];
    const text = readFileSync(new URL(`./models/${model}.yaml`, import.meta.url), 'utf8');
    const eventually = `eventually:\n  promise:\n    from: '${from}'\n    to: '${to}'\n`;
    const scenario = scenariosIn(text + eventually, `${model}.yaml`).get(variant ?? 'base')!;
    const reference = referenceOf(scenario);
    expect(reference.violatedTemporal).toEqual(holds ? [] : ['promise']);
    expect(disagreements(scenario, reference)).toEqual([]);
  });
});
