import { expect, it } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { handleEvent, start } from '../../engine/run.ts';
import { RUN_LIMITS } from '../../engine/state/run-error.ts';
import { World } from '../../engine/world.ts';
import { compile } from '../../model/compile.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { readYaml } from '../../yaml/read.ts';

const PINGS = `
scenario: pings
until: 1h
channels: { net: { latency: 2500ms, duplicate: 50% } }
processes:
  sender:
    loop: true
    steps: [{ id: ping, delay: 1s, send: { to: receiver, via: net } }]
  receiver:
    loop: true
    steps: [{ id: take, receive: { as: m } }]
`;

it('reuses the places of delivered messages', () => {
  const source = fileSource('pings.yaml', PINGS);
  const { root } = readYaml(source, 'the scenario');
  if (root?.kind !== 'map') throw new Error('no scenario');
  const { scenario } = checkScenario(source, root, { record: [], isZone: () => true, variant: 'base' });
  const world = new World(compile(scenario!), 1, 0, RUN_LIMITS, {
    variant: 'base',
    keepTrace: false,
    shuffle: null,
    observer: null,
  });
  start(world);
  for (let i = 0; i < 20_000 && world.queue.pop(); i++) {
    world.now = world.queue.time;
    handleEvent(world);
  }
  expect(world.transitions).toBeGreaterThan(5_000);
  // Two or three messages are in transit at a time, and each is duplicated.
  expect(world.inFlight.places).toBeLessThanOrEqual(8);
});
