import type { z } from 'zod';
import { incidentSchema } from '../../incident/incident.ts';
import type { TimelineEntry } from '../../incident/timeline.ts';
import type { Listed } from '../../site/across/catalog.ts';
import { parseInstant } from '../../time/instant.ts';

/** A write-up for tests. Missing fields get the front matter defaults. */
export function listed(id: string, front: Partial<z.input<typeof incidentSchema>> = {}): Listed {
  const incident = incidentSchema.parse({
    title: id,
    summary: 'For a test.',
    severity: 'SEV2',
    zone: 'UTC',
    started_at: '2026-03-01T10:00:00Z',
    ...front,
  });
  return { id, incident, timeline: [], scenarios: [], findings: [], models: [] };
}

/** A timeline entry for tests. */
export function entry(id: string, at: string, fields: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id,
    at,
    epoch: parseInstant(at)!,
    kind: 'response',
    actor: null,
    moment: null,
    text: `${id}.`,
    evidence: { url: null, title: 'a log' },
    within: null,
    latest: null,
    to: null,
    observed: null,
    basis: 'observed',
    announces: [],
    ...fields,
  };
}
