import type { Incident } from '../incident/incident.ts';

/** How far an incident has come, by the moments that its front matter states. */
export type IncidentState = 'ongoing' | 'mitigated' | 'resolved';

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  ongoing: 'Ongoing',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
};

/** Resolved if an end is stated, mitigated if a mitigation is, else it goes on as far as anybody wrote down. */
export function stateOf(incident: Pick<Incident, 'mitigated_at' | 'resolved_at'>): IncidentState {
  if (incident.resolved_at !== null) return 'resolved';
  return incident.mitigated_at === null ? 'ongoing' : 'mitigated';
}
