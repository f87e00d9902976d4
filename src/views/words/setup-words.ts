import type { Result, ServiceSetup } from '../../result.ts';
import { countOf, listed } from './number-format.ts';

/** Each service's setup at the start of a run, except for services that are just a single server with slots. */
export function setupTexts(
  { setups = [] }: Pick<Result, 'setups'>,
  variant: string,
): { service: string; text: string }[] {
  return setups
    .filter((one) => one.variant === variant)
    .map((setup) => ({ service: setup.service, text: setupWords(setup) }));
}

/** Example: `4 members (at most 8); pool threads (8); calls db 3 times in parallel and cache`. */
function setupWords({ members, mostMembers, pools = [], calls = [] }: ServiceSetup): string {
  const most = mostMembers === undefined ? '' : ` (at most ${mostMembers})`;
  const parts = [
    ...(members === undefined ? [] : [`${membersWords(members)}${most}`]),
    ...(pools.length === 0
      ? []
      : [
          `${pools.length === 1 ? 'pool' : 'pools'} ${listed(pools.map(({ name, size }) => `${name} (${sizeWords(size)})`))}`,
        ]),
    ...(calls.length === 0 ? [] : [`calls ${listed(calls.map(callWords))}`]),
  ];
  return parts.join('; ');
}

function membersWords(members: number | 'varies'): string {
  return members === 'varies' ? 'a varying number of members' : countOf(members, 'member');
}

function sizeWords(size: number | 'unlimited' | 'varies'): string {
  return size === 'varies' ? 'size varies' : String(size);
}

/** A call, with how it's made and how often. Example: `db 3 times in parallel`. */
export function callWords({ to, count, parallel }: NonNullable<ServiceSetup['calls']>[number]): string {
  const times = count === 1 ? '' : count === 'varies' ? ' a varying number of times' : ` ${count} times`;
  return `${to}${times}${parallel ? ' in parallel' : ''}`;
}
