import { isOverdue, type SiteFacts } from '../../config/site.ts';
import type { Action } from '../../incident/incident.ts';
import { type Verification, verificationsOf } from '../record/verification.ts';
import type { Listed } from './catalog.ts';

/** An action and the write-up that lists it. */
export interface ListedAction {
  action: Action;
  /** The write-up's id and title. */
  from: { id: string; title: string };
  open: boolean;
  overdue: boolean;
  /** Results of the runs and searches that test the action; empty if no model includes it. */
  verifications: Verification[];
  isModeled: boolean;
}

/** Lists of actions. Each has a page. */
export const ACTION_LISTS = {
  open: { title: 'Open', holds: (one: ListedAction) => one.open },
  overdue: { title: 'Overdue', holds: (one: ListedAction) => one.overdue },
  unverified: {
    title: 'Open, not modeled',
    holds: (one: ListedAction) => one.open && !one.isModeled,
  },
  verified: { title: 'Modeled', holds: (one: ListedAction) => one.isModeled },
  closed: { title: 'Done or declined', holds: (one: ListedAction) => !one.open },
} as const satisfies Readonly<Record<string, { title: string; holds(one: ListedAction): boolean }>>;

export type ActionList = keyof typeof ACTION_LISTS;

/** The lists on a site. Without `asOf`, there's no list of overdue actions. */
export function listsOf({
  asOf,
}: Pick<SiteFacts, 'asOf'>): [ActionList, (typeof ACTION_LISTS)[ActionList]][] {
  const lists = Object.entries(ACTION_LISTS) as [ActionList, (typeof ACTION_LISTS)[ActionList]][];
  return lists.filter(([list]) => list !== 'overdue' || asOf !== null);
}

/** All actions on a site: overdue, then open, then other. Each group is sorted by due date, with undated ones last. */
export function allActions(incidents: readonly Listed[], site: Pick<SiteFacts, 'asOf'>): ListedAction[] {
  const actions = incidents.flatMap(({ id, incident, scenarios }) =>
    incident.actions.map((action): ListedAction => {
      const open = isOpen(action);
      const verifications = action.verified_by === null ? [] : verificationsOf(action.verified_by, scenarios);
      return {
        action,
        from: { id, title: incident.title },
        open,
        overdue: open && action.due !== null && isOverdue(site, action.due),
        verifications,
        isModeled: verifications.length > 0,
      };
    }),
  );
  const due = ({ action }: ListedAction): string => action.due ?? '9999';
  return actions.sort(
    (a, b) =>
      Number(b.overdue) - Number(a.overdue) ||
      Number(b.open) - Number(a.open) ||
      (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0),
  );
}

/** True if an action isn't finished. Announced actions count as open. */
export function isOpen({ status }: Pick<Action, 'status'>): boolean {
  return status === 'open' || status === 'in_progress' || status === 'announced';
}
