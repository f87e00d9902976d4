import { isOverdue, type SiteFacts } from '../../config/site.ts';
import type { Action } from '../../incident/incident.ts';
import { type Verification, verificationsOf } from '../record/verification.ts';
import type { Listed } from './catalogue.ts';

/** An action with the write-up that it stands in. */
export interface ListedAction {
  action: Action;
  /** Id and title of the write-up. */
  from: { id: string; title: string };
  open: boolean;
  overdue: boolean;
  /** What runs and searches say of it; empty where nothing tries it. */
  verifications: Verification[];
  /** Whether the model bears it out; null where nothing tries it. */
  borneOut: boolean | null;
}

/** Lists of actions that have a page. */
export const ACTION_LISTS = {
  open: { title: 'Open', holds: (one: ListedAction) => one.open },
  overdue: { title: 'Overdue', holds: (one: ListedAction) => one.overdue },
  unverified: {
    title: 'Open, tried by no model',
    holds: (one: ListedAction) => one.open && one.borneOut === null,
  },
  verified: { title: 'Tried in a model', holds: (one: ListedAction) => one.borneOut !== null },
  closed: { title: 'Done or declined', holds: (one: ListedAction) => !one.open },
} as const satisfies Readonly<Record<string, { title: string; holds(one: ListedAction): boolean }>>;

export type ActionList = keyof typeof ACTION_LISTS;

/** All actions of a site: overdue ones first, then by due day, those without one last, then the latest write-up's. */
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
        borneOut: verifications.length === 0 ? null : verifications.every(({ tone }) => tone !== 'bad'),
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

/** Whether something is still to be done. What was announced is promised, not done. */
export function isOpen({ status }: Pick<Action, 'status'>): boolean {
  return status === 'open' || status === 'in_progress' || status === 'announced';
}
