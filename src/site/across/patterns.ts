import type { SiteFacts } from '../../config/site.ts';
import type { Pattern } from '../../incident/patterns.ts';
import type { Finding } from '../../markdown/models/finding.ts';
import type { Listed } from './catalog.ts';

/** A pattern and the incidents that are examples of it. */
export interface PatternProfile extends Pattern {
  /** The incidents, latest first. There is at least one. */
  cases: PatternCase[];
}

/** One incident as an example of a pattern. */
export interface PatternCase {
  listed: Listed;
  /** Findings of the models that the write-up names for this pattern. */
  findings: Finding[];
  /** What ended the incident, according to the write-up. */
  endedBy: string | null;
}

/**
 * The patterns that write-ups name: those with the most incidents first, then in the site's order.
 *
 * @param incidents latest first
 */
export function patternProfiles(
  incidents: readonly Listed[],
  { patterns }: Pick<SiteFacts, 'patterns'>,
): PatternProfile[] {
  return patterns
    .map((pattern): PatternProfile => ({ ...pattern, cases: casesOf(pattern.id, incidents) }))
    .filter(({ cases }) => cases.length > 0)
    .sort((a, b) => b.cases.length - a.cases.length);
}

function casesOf(id: string, incidents: readonly Listed[]): PatternCase[] {
  return incidents.flatMap((listed): PatternCase[] => {
    const named = listed.incident.patterns.filter((pattern) => pattern.id === id);
    if (named.length === 0) return [];
    const scenarios = new Set(named.flatMap((one) => one.scenarios));
    return [
      {
        listed,
        findings: listed.findings.filter((finding) => scenarios.has(finding.id)),
        endedBy: named.find(({ ended_by }) => ended_by !== null)?.ended_by ?? null,
      },
    ];
  });
}

/** The part of a title before its first colon, for places with little space. */
export function shortTitle(title: string): string {
  const [first] = title.split(/:\s/, 1);
  return first === undefined || first.length > 60 ? title : first;
}
