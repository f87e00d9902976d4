import { z } from 'zod';
import type { PathKey, YamlNode } from '../../yaml/node.ts';
import { claims, explore, impact, leadsTo, mark, measure, observed, simulate, vary } from './claims.ts';
import { constant, expression, name, named, variable } from './parts.ts';
import { channel, fault, process } from './processes.ts';
import { load, service } from './services.ts';

const scenarioId = z.string().refine((text) => /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text), {
  error: 'must be letters, digits, `_` and `-`, not beginning with a digit',
});

/** The whole scenario as YAML values; what they mean together is checked in the rest of the room. */
export const scenarioSchema = z.strictObject({
  scenario: scenarioId.meta({
    description: 'Id of the scenario, unique on its page. Numbers in prose are taken from the run by it.',
    examples: ['cold-cache'],
  }),
  title: z
    .string()
    .optional()
    .meta({
      description: 'Heading of its views.',
      examples: ['Pages fail until the cache is warm'],
    }),
  summary: z.string().optional().meta({ description: 'What it models, in a sentence or two.' }),
  visibility: z.enum(['internal', 'public']).optional().meta({
    description:
      'Who may see it. The public edition of a site runs and shows it only if it is public; it is internal unless its page says otherwise.',
  }),
  about: z
    .string()
    .optional()
    .meta({ description: 'Address of the published account that the mechanism follows.' }),
  assumes: z
    .array(z.string())
    .optional()
    .meta({
      description: 'Every number and every step that no source states, as sentences. They stand on the page.',
      examples: [['The cache fills in a random order over about five minutes']],
    }),
  clock: z
    .strictObject({
      start: z.string().meta({
        description: 'Wall-clock time of simulated time 0: RFC 3339 with an offset.',
        examples: ['2026-03-02T08:50:00+01:00'],
      }),
      zone: z
        .string()
        .optional()
        .meta({ description: 'IANA zone in which times are shown beside UTC.', examples: ['Europe/Berlin'] }),
    })
    .optional()
    .meta({ description: 'Ties simulated time to the record.' }),
  until: z
    .string()
    .optional()
    .meta({
      description: 'How long a run lasts. A scenario without it is only explored.',
      examples: ['1h', '14h30m'],
    }),
  const: named(constant)
    .optional()
    .meta({
      description:
        'Named constants. Lengths of time belong here: an expression can name them, but can not write them.',
      examples: [{ keep: 2, patience: { value: '10m', range: ['5m', '20m'], basis: 'assumed' } }],
    }),
  state: named(variable)
    .optional()
    .meta({
      description: 'Variables that all processes share. A plain value gives the type by itself.',
      examples: [{ warm: true, deleted: { type: 'set<int>', init: [] } }],
    }),
  processes: named(process)
    .optional()
    .meta({ description: 'Who acts: sequential programs of steps, by name.' }),
  channels: named(channel).optional().meta({ description: 'How links between processes behave, by name.' }),
  services: named(service).optional().meta({ description: 'What serves requests, by name.' }),
  load: z.array(load).optional().meta({ description: 'Who sends requests to services.' }),
  faults: z.array(fault).optional().meta({ description: 'What goes wrong from outside.' }),
  marks: named(mark)
    .optional()
    .meta({
      description:
        'Named moments: a condition that turns from false to true. One that is called as an entry of the record is compared with it.',
      examples: [{ recovered: 'warm' }],
    }),
  observed: named(observed).optional().meta({
    description:
      'The record, for a scenario by itself. On a page the entries of its timelines are the record.',
  }),
  measure: named(measure)
    .optional()
    .meta({
      description: 'Named series over what services do. Conditions and numbers read them as they read state.',
      examples: [{ goodput: { is: 'rate(shop.ok)', window: '10s' } }],
    }),
  steady_state: expression.optional().meta({
    description: 'What is true while all is well. It must be true before the first fault.',
    examples: ['goodput >= 70.0'],
  }),
  impact: impact.optional().meta({ description: 'When a service counts as hit.' }),
  invariants: named(expression)
    .optional()
    .meta({
      description: 'What must hold at every moment, by name.',
      examples: [{ endpoint_resolves: 'active == 0 || !(active in deleted)' }],
    }),
  reachable: named(expression).optional().meta({
    description:
      'What some execution must reach: a guard against invariants that hold because nothing happens.',
  }),
  eventually: named(leadsTo).optional().meta({
    description: 'What must come in the end, or what must follow whenever something else was true.',
  }),
  explore: explore
    .optional()
    .meta({ description: 'Asks for the search of every interleaving, with its bounds.' }),
  simulate: simulate.optional().meta({ description: 'How runs are made, and how many.' }),
  vary: named(vary)
    .optional()
    .meta({
      description: 'Numbers on which impact may hang: one run for each value, all else the same.',
      examples: [{ mitigation: { path: 'const.restored', values: ['30m', '1h', '2h'] } }],
    }),
  variants: named(z.record(z.string(), z.unknown()))
    .optional()
    .meta({
      description:
        'What a fix would change: patches by path, such as `process.step.key`, `service.key` or `const.name`; null deletes.',
      examples: [{ recheck: { 'enactor.apply.skip_if': 'self.plan <= active' } }],
    }),
  expect: named(claims)
    .optional()
    .meta({
      description:
        'What the text claims, for `base` and for variants. A claim that is false fails the build.',
      examples: [{ base: { run: { happens: 'recovered' } } }],
    }),
  show: z
    .array(z.string())
    .optional()
    .meta({
      description: 'The views that stand here, in order; without it those that have something to tell.',
      examples: [['timeline', 'load', 'fit']],
    }),
  lanes: z.array(name).optional().meta({ description: 'Lanes of the sequence diagram, from left to right.' }),
});

export type RawScenario = z.output<typeof scenarioSchema>;

const LENGTHS = new Set<unknown>(
  'delay until for window held within latency service_time timeout base cap open_for ttl negative_ttl lookup_gap max_wait warmup recovers_by'.split(
    ' ',
  ),
);

/** A plain number where a length of time belongs wants a unit. */
export function unitHint(key: PathKey | undefined, node: YamlNode): string | undefined {
  const bare = node.kind === 'scalar' && typeof node.value === 'number';
  return bare && LENGTHS.has(key) ? `write a unit: ${node.raw}s, ${node.raw}m` : undefined;
}
