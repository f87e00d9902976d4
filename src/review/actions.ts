import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { Incident } from '../incident/incident.ts';
import type { PathKey } from '../yaml/node.ts';
import * as say from './diagnostics.ts';

/** Actions that somebody still has to do. The rest is done, declined, or was announced by others. */
const TO_DO: ReadonlySet<string> = new Set(['open', 'in_progress']);

/** Actions that nobody owns, or that have no date: they are rarely done. */
export function reviewActions(incident: Incident, placeOf: (path: readonly PathKey[]) => Span): Diagnostic[] {
  return incident.actions.flatMap((action, index) => {
    if (!TO_DO.has(action.status)) return [];
    const place = placeOf(['actions', index, 'id']);
    return [
      ...(action.owner === null ? [say.noOwner(place, action.id)] : []),
      ...(action.due === null ? [say.noDueDate(place, action.id)] : []),
    ];
  });
}
