import type { Expr } from '../scenario/ast/expr.ts';
import type { PartialFault, Portion } from '../scenario/ast/partial-fault.ts';
import type { Delay, Members } from '../scenario/ast/scenario.ts';
import type { DelayModel, MembersModel, PartialFaultModel, PortionModel, Quantity } from './model.ts';

/** What a description needs from the compiler. */
interface Describing {
  quantity(expr: Expr | null, absent: number): Quantity;
  delay(delay: Delay | null): DelayModel | null;
  serviceIndex(name: string): number;
}

/** Describes the members of a service. */
export function describeMembers(context: Describing, members: Members): MembersModel {
  const { count, balance, check, span } = members;
  return {
    count: context.quantity(count, 1),
    balance,
    span,
    check:
      check === null
        ? null
        : {
            every: context.quantity(check.every, 0),
            timeout: context.quantity(check.timeout, 0),
            unhealthyAfter: context.quantity(check.unhealthyAfter, 3),
            healthyAfter: context.quantity(check.healthyAfter, 2),
            minHealthy: describePortion(context, check.minHealthy),
            serviceTime: context.delay(check.serviceTime),
            deep: check.deep,
          },
  };
}

function describePortion(context: Describing, { size, isShare }: Portion): PortionModel {
  return { size: context.quantity(size, 1), isShare };
}

/** Describes what a fault does to some members. */
export function describePartial(context: Describing, partial: PartialFault): PartialFaultModel {
  const quantity = (expr: Expr | undefined) => (expr === undefined ? null : context.quantity(expr, 1));
  return {
    ...describePortion(context, partial.portion),
    effects: partial.services.map((name) => {
      const set = (key: 'slowdown' | 'available') =>
        partial.settings.find((one) => one.service === name && one.key === key)?.value;
      return {
        service: context.serviceIndex(name),
        down: partial.down.includes(name),
        slowdown: quantity(set('slowdown')),
        availability: quantity(set('available')),
      };
    }),
  };
}
