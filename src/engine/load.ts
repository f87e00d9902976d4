import { ln } from './elementary.ts';
import { hashName } from './random.ts';
import { EVENT, type World } from './world.ts';

const SECOND = 1_000_000;
const ARRIVAL = hashName('load.arrival');

/** Schedules the first request of each load. */
export function scheduleLoads(world: World): void {
  world.model.loads.forEach((_, i) => {
    scheduleNext(world, i, 0);
  });
}

/** A request comes in: it is answered, and the next one is scheduled. */
export function arrival(world: World, i: number, n: number, real: boolean): void {
  if (real) {
    const load = world.model.scenario.loads[i]!;
    world.model.runtime.refuel();
    world.count(load.id, load.span);
    const service = world.model.scenario.services.findIndex(({ name }) => name === load.to);
    world.services.ask(service, world.s, world.now, hashName(load.id), n, load.scale, (index, who, count) =>
      world.length(
        world.model.services[index]!.latency!,
        0,
        world.draws.uniform(who, ARRIVAL, count, 2 + index),
      ),
    );
  }
  scheduleNext(world, i, real ? n + 1 : n);
}

/** A load whose rate is 0 looks again after a second. */
function scheduleNext(world: World, i: number, n: number): void {
  const load = world.model.scenario.loads[i]!;
  const rate = world.model.loads[i]!.rate.test(world.s, 0, world.now, [], world.s) as number;
  if (!(rate > 0)) {
    const { reads } = world.model.loads[i]!.rate;
    const fixed = reads.slots.length === 0 && reads.fields.length === 0 && !reads.timers;
    if (fixed) return;
    world.count(load.id, load.span);
    world.push(world.now + SECOND, EVENT.arrival, i, n, 0);
    return;
  }
  const mean = SECOND / rate;
  const u = load.dist === 'poisson' ? world.draws.uniform(hashName(load.id), ARRIVAL, n, 0) : 0;
  const gap = load.dist === 'poisson' ? -mean * ln(1 - u) : mean;
  world.push(world.now + Math.max(1, Math.round(gap)), EVENT.arrival, i, n, 1);
}
