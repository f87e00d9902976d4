import type { ServiceSetup } from '../../result.ts';
import type { Expr } from './expr.ts';
import type { Scenario, Service } from './scenario.ts';

/**
 * What each service in a case has at the start. Leaves out services that have only slots and call each service once.
 */
export function setupsOf(variant: string, { services }: Pick<Scenario, 'services'>): ServiceSetup[] {
  return services.flatMap((service) => {
    const setup = setupOf(service);
    return Object.keys(setup).length === 0 ? [] : [{ variant, service: service.name, ...setup }];
  });
}

type Setup = Omit<ServiceSetup, 'variant' | 'service'>;

function setupOf({ members, pools, calls }: Service): Setup {
  const isSpecial = calls.some(({ count, parallel }) => parallel || count !== null);
  const most = members?.autoscale?.max;
  return {
    ...(members === null ? {} : { members: amountOf(members.count) }),
    ...(most === undefined ? {} : { mostMembers: amountOf(most) }),
    ...(pools.length === 0
      ? {}
      : {
          pools: pools.map(({ name, size }) => ({
            name,
            size: size === null ? ('unlimited' as const) : amountOf(size),
          })),
        }),
    ...(isSpecial
      ? {
          calls: calls.map(({ to, count, parallel }) => ({
            to,
            count: count === null ? 1 : amountOf(count),
            parallel,
          })),
        }
      : {}),
  };
}

/** The expression's value if it's a fixed number, or `varies` if it depends on the state. */
function amountOf(expr: Expr): number | 'varies' {
  return expr.op === 'literal' && typeof expr.value === 'number' ? expr.value : 'varies';
}
