import type { Delay } from '../scenario/ast/delay.ts';
import type { Expr } from '../scenario/ast/expr.ts';
import type { Autoscale, Members, PartialFault, Portion } from '../scenario/ast/members.ts';
import type {
  AutoscaleModel,
  DelayModel,
  MembersModel,
  PartialFaultModel,
  PortionModel,
  Quantity,
  ValueModel,
} from './model.ts';

/** The parts of the compiler that are needed to describe members. */
interface Describing {
  value(expr: Expr): ValueModel;
  quantity(expr: Expr | null, absent: number): Quantity;
  delay(delay: Delay | null): DelayModel | null;
  serviceIndex(name: string): number;
}

/** Describes the members of a service. */
export function describeMembers(context: Describing, members: Members): MembersModel {
  const { count, balance, check, autoscale, span } = members;
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
    autoscale: autoscale === null ? null : describeAutoscale(context, autoscale),
  };
}

function describeAutoscale(context: Describing, autoscale: Autoscale): AutoscaleModel {
  const { target, above, below, limit, span } = autoscale;
  const optional = (expr: Expr | null) => (expr === null ? null : context.quantity(expr, 0));
  return {
    metric: context.value(autoscale.metric),
    target: optional(target),
    above: optional(above),
    below: optional(below),
    every: context.quantity(autoscale.every, 0),
    step: context.quantity(autoscale.step, target === null ? 1 : Number.POSITIVE_INFINITY),
    min: context.quantity(autoscale.min, 1),
    max: context.quantity(autoscale.max, 0),
    startTime: context.delay(autoscale.startTime),
    failures: context.quantity(autoscale.failures, 0),
    cooldown: context.quantity(autoscale.cooldown, 0),
    limit: optional(limit),
    limitIsSwitch: limit?.type.kind === 'bool',
    span,
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
