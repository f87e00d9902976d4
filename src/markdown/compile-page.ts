import type { MarkdownRenderer } from '@astrojs/markdown-remark';
import { byPlace, type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts';
import { splitPage } from '../incident/front-matter.ts';
import type { Incident } from '../incident/incident.ts';
import { type IncidentRead, readIncident } from '../incident/read-incident.ts';
import type { TimelineEntry } from '../incident/timeline.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';
import type { PageInput, PageScenario } from './page.ts';
import { PAGE_KEY, type PageJob } from './remark-hindcast.ts';
import { fillSlots } from './slots.ts';

/** What a collection entry of a write-up holds. */
export type WriteUpData = {
  incident: Incident;
  timeline: TimelineEntry[];
  scenarios: PageScenario[];
  /** Warnings: a page with errors is not built. */
  diagnostics: Diagnostic[];
};

/** HTML of a write-up's body, with what Astro wants to know of it. */
export interface RenderedBody {
  html: string;
  headings: { depth: number; slug: string; text: string }[];
  imagePaths: string[];
}

export interface CompiledPage {
  /** Null if and only if a finding is an error. */
  page: { data: WriteUpData; body: RenderedBody } | null;
  diagnostics: Diagnostic[];
}

/** A write-up to compile. */
export interface PageSource {
  /** Name of the file as findings give it. */
  file: string;
  text: string;
  /** Place of the file: pictures are found from there. */
  url: URL;
  /** Names of all write-ups, for `related`. */
  slugs: readonly string[];
}

/** Reads a write-up, runs its scenarios and renders its body. Findings of front matter and body come together. */
export async function compilePage(
  source: PageSource,
  renderer: MarkdownRenderer,
  tools: Pick<PageInput, 'evaluate' | 'draw' | 'highlight'>,
): Promise<CompiledPage> {
  const { file, text } = source;
  const parts = splitPage(file, text);
  const front = parts.frontMatter === null ? null : readIncident(parts.frontMatter);
  const input: PageInput = { ...tools, file, text, zone: front?.incident?.zone ?? 'UTC' };
  const job: PageJob = { input, output: null };
  const rendered = await renderer.render(parts.body, {
    fileURL: source.url,
    frontmatter: { [PAGE_KEY]: job },
  });
  const output = job.output;
  if (output === null) {
    throw new Error('the Markdown processor runs without Hindcast: is `markdown.processor` set elsewhere?');
  }
  const { html, lost } = fillSlots(rendered.code, output.slots);
  const diagnostics = [
    ...parts.diagnostics,
    ...(front?.diagnostics ?? []),
    ...(front === null ? [] : crossChecks(front, output.scenarios, output.diagnostics, source.slugs)),
    ...output.diagnostics,
    ...lost.map((slot) => say.lostBlock(slot.span)),
  ].sort(byPlace);
  const incident = front?.incident ?? null;
  if (incident === null || hasErrors(diagnostics)) return { page: null, diagnostics };
  const { headings, localImagePaths, remoteImagePaths } = rendered.metadata;
  return {
    page: {
      data: { incident, timeline: output.timeline, scenarios: output.scenarios, diagnostics },
      body: {
        html,
        headings,
        imagePaths: [...localImagePaths, ...remoteImagePaths],
      },
    },
    diagnostics,
  };
}

/** What front matter says about the rest: scenarios that verify an action, and other write-ups. */
function crossChecks(
  front: IncidentRead,
  scenarios: readonly PageScenario[],
  found: readonly Diagnostic[],
  slugs: readonly string[],
): Diagnostic[] {
  const { incident, placeOf } = front;
  if (incident === null) return [];
  const out: Diagnostic[] = [];
  for (const [index, slug] of incident.related.entries()) {
    if (!slugs.includes(slug)) {
      out.push(say.unknownRelated(placeOf(['related', index]), slug, nearest(slug, slugs)));
    }
  }
  // A scenario with errors is not among the page's: naming it is no mistake of its own.
  if (hasErrors(found)) return out;
  for (const [index, action] of incident.actions.entries()) {
    if (action.verified_by === null) continue;
    const [id, variant = 'base'] = action.verified_by.split('#');
    const runs = scenarios.find((one) => one.id === id)?.result.runs;
    if (runs?.some((run) => run.variant === variant)) continue;
    const known = scenarios.flatMap((one) => one.result.runs.map((run) => `${one.id}#${run.variant}`));
    const place = placeOf(['actions', index, 'verified_by']);
    out.push(say.notVerified(place, action.verified_by, nearest(action.verified_by, known)));
  }
  return out;
}
