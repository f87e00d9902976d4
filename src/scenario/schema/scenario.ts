import { z } from 'zod';
import { type Advice, adviseUnits } from '../../yaml/validate.ts';
import {
  claims,
  explore,
  holdsUntil,
  impact,
  leadsTo,
  mark,
  measure,
  observed,
  outcome,
  property,
  simulate,
  vary,
} from './claims.ts';
import { map } from './map.ts';
import { amount, constant, expression, init, name, named, variable } from './parts.ts';
import { channel, fault, process } from './processes.ts';
import { load, service } from './services.ts';

const scenarioId = z.string().refine((text) => /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text), {
  error: "isn't a valid id",
  params: { hint: "use letters, digits, `_` and `-`, and don't start with a digit" },
});

/** A scenario's YAML values. References between its parts are checked in `scenario/check`. */
export const scenarioSchema = z.strictObject({
  scenario: scenarioId.meta({
    description: 'Id of the scenario, unique on its page. Citations in the text refer to it.',
    examples: ['cold-cache'],
  }),
  title: z
    .string()
    .optional()
    .meta({
      description: 'The heading of the scenario’s views. By default, the id.',
      examples: ['Pages fail until the cache is warm'],
    }),
  summary: z
    .string()
    .optional()
    .meta({
      description: 'What the scenario models, in one or two sentences.',
      examples: ['Visitors see errors while a cache refills.'],
    }),
  visibility: z
    .enum(['internal', 'public'])
    .optional()
    .meta({
      description:
        'Who can see the scenario. The public edition of a site leaves out scenarios that aren’t public. By default, the page’s visibility, or `internal` if it has none.',
      examples: ['public'],
    }),
  about: z
    .string()
    .optional()
    .meta({
      description: 'URL of the published account that the scenario is based on.',
      examples: ['https://status.example.com/incidents/42'],
    }),
  assumes: z
    .array(z.string())
    .optional()
    .meta({
      description:
        'The assumptions, as sentences: every number and step that isn’t in a source. The page lists them.',
      examples: [['The cache fills in a random order over about five minutes']],
    }),
  clock: z
    .strictObject({
      start: z.string().meta({
        description:
          'The wall-clock time of simulated time 0: RFC 3339 with an offset, or an observed entry, optionally plus or minus a duration.',
        examples: ['2026-03-02T08:50:00+01:00', 'observed.deploy - 5m'],
      }),
      zone: z
        .string()
        .optional()
        .meta({
          description:
            'The IANA time zone in which times are shown in addition to UTC. It also applies to the profiles of loads. By default, the page’s time zone, or UTC.',
          examples: ['Europe/Berlin'],
        }),
    })
    .optional()
    .meta({
      description: 'Relates simulated time to wall-clock time. Required for references to observed entries.',
      examples: [{ start: '2026-03-02T08:50:00+01:00', zone: 'Europe/Berlin' }],
    }),
  until: z
    .string()
    .optional()
    .meta({
      description: 'How long the run lasts. A scenario without `until` is only searched.',
      examples: ['1h', '14h30m'],
    }),
  const: named(constant)
    .optional()
    .meta({
      description: 'Constants by name: a plain value, or a map with its range and basis.',
      examples: [{ keep: 2, patience: { value: '10m', range: ['5m', '20m'], basis: 'assumed' } }],
    }),
  state: named(variable)
    .optional()
    .meta({
      description:
        'Variables that all processes share, by name: a plain value, which also determines the type, or a map with `type` or `enum`.',
      examples: [{ warm: true, deleted: { type: 'set<int>', init: [] } }],
    }),
  init: init.optional().meta({
    description:
      'Several initial states. A run starts in one of them, drawn at random with the run’s seed; all of them are equally likely. A search starts in each of them.',
    examples: [{ choose: { n: 'range(4)' }, where: 'n != 1' }],
  }),
  let: named(amount)
    .optional()
    .meta({
      description:
        'Names for expressions. Wherever a name is used, its expression is evaluated with the values at that moment. A name can’t be set. Expressions may use each other in any order, but not in a cycle.',
      examples: [{ overloaded: 'queued > limit' }],
    }),
  processes: named(process)
    .optional()
    .meta({
      description: 'The processes in the scenario, by name. Each is a sequence of steps.',
      examples: [{ filler: { loop: true, steps: [{ id: 'fill', delay: '5m', set: { warm: true } }] } }],
    }),
  channels: named(channel)
    .optional()
    .meta({
      description: 'Links that carry messages between processes, by name.',
      examples: [{ network: { latency: '20ms', loss: '1%' } }],
    }),
  services: named(service)
    .optional()
    .meta({
      description: 'Services that handle requests, by name.',
      examples: [{ shop: { available: 'warm ? 1.0 : 0.4' } }],
    }),
  load: z
    .array(load)
    .optional()
    .meta({
      description: 'Sources of requests to services.',
      examples: [[{ id: 'shoppers', to: 'shop', arrivals: { dist: 'poisson', rate: '80/s' } }]],
    }),
  faults: z
    .array(fault)
    .optional()
    .meta({
      description: 'Faults that come from outside the model, for example a slow disk.',
      examples: [[{ id: 'slow_disk', at: '60s', for: '30s', set: { 'orders_db.slowdown': 3 } }]],
    }),
  marks: named(mark)
    .optional()
    .meta({
      description:
        'Marks by name: the time at which a condition becomes true. A mark is an expression or a map with `is`. A mark with the id of an observed entry is compared with that entry.',
      examples: [{ recovered: 'warm' }],
    }),
  observed: named(observed)
    .optional()
    .meta({
      description:
        'Observed entries by id, in addition to the entries of the page’s timelines. A scenario in a separate file has only these.',
      examples: [{ deploy: { at: '2026-03-02T09:00:00+01:00', text: 'The deploy starts' } }],
    }),
  measure: named(measure)
    .optional()
    .meta({
      description:
        'Measures by name: series computed from the metrics of services, which conditions can read like state. A measure is an expression or a map with `is`.',
      examples: [{ goodput: { is: 'rate(shop.ok)', window: '10s' } }],
    }),
  outcomes: named(outcome)
    .optional()
    .meta({
      description:
        'Results of a run that are neither times nor failed requests, by name; for example, orders executed or data lost. An outcome is an expression or a map with `is`.',
      examples: [{ executions: { is: 'executed', unit: 'orders', better: 'lower' } }],
    }),
  trigger: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .meta({
      description:
        'What triggers the failure: faults, steps (`process.step`) and observed entries (`observed.id`); one or a list. Recovery and metastability are judged from the trigger onward. By default, all faults. Needs `steady_state`.',
      examples: ['release.deploy', ['release.deploy', 'slow_disk']],
    }),
  steady_state: expression.optional().meta({
    description: 'The condition that holds in normal operation. It must be true before the first fault.',
    examples: ['goodput >= 70.0'],
  }),
  impact: impact.optional().meta({
    description:
      'When a service counts as impacted. By default, when at least 5% of requests fail within a minute.',
    examples: [{ threshold: '10%', window: '30s' }],
  }),
  invariants: named(property)
    .optional()
    .meta({
      description:
        'Conditions that must hold at all times, by name. A property is an expression or a map with `is`.',
      examples: [{ endpoint_resolves: 'active == 0 || !(active in deleted)' }],
    }),
  step_invariants: named(property)
    .optional()
    .meta({
      description:
        'Conditions that must hold for every step and for every fault that starts or ends, by name. In them, `old.x` is the value of a state variable before the step, and `old.worker[w].x` that of an instance’s variable. An `atomic` group is one step. Timers can’t be read.',
      examples: [{ never_falls: 'term >= old.term' }],
    }),
  reachable: named(property)
    .optional()
    .meta({
      description:
        'Conditions that have to be true in some state, by name. Use them to make sure that invariants don’t hold only because nothing happens.',
      examples: [{ both_want_in: 'worker.all(w, w.flag)' }],
    }),
  eventually: named(leadsTo)
    .optional()
    .meta({
      description:
        'Conditions that have to become true at some point, by name. A map with `from` and `to` means that whenever `from` is true, `to` has to become true at some later point. Only a search can check these.',
      examples: [{ drained: 'queued == 0', answered: { from: 'asked', to: 'answered' } }],
    }),
  always_eventually: named(property)
    .optional()
    .meta({
      description:
        'Conditions that must be true infinitely often, by name: whatever happens, each becomes true again later. Fairness is assumed as for `eventually`. Only a search can decide them, since a run ends.',
      examples: [{ keeps_serving: 'worker.at("serve") > 0' }],
    }),
  eventually_always: named(property)
    .optional()
    .meta({
      description:
        'Conditions that must become true for good, by name: from some point on, each stays true forever. Fairness is assumed as for `eventually`. Only a search can decide them, since a run ends.',
      examples: [{ settles: 'replica.all(r, r.version == newest)' }],
    }),
  holds_until: named(holdsUntil)
    .optional()
    .meta({
      description:
        'Conditions that must stay true until another condition becomes true, by name. The other condition may never become true; to require that it does, add it under `eventually`.',
      examples: [{ closed_until_warm: { hold: '!serving', until: 'warm' } }],
    }),
  explore: explore.optional().meta({
    description: 'Requests a search of all interleavings. `explore: {}` uses the defaults.',
    examples: [{}, { max_states: 200_000 }],
  }),
  simulate: simulate.optional().meta({
    description: 'How many runs to make, and how they differ. By default, one run with seed 1.',
    examples: [{ runs: 100, draws: 100 }],
  }),
  vary: named(vary)
    .optional()
    .meta({
      description: 'Values to vary, by name. There is one run for each value, with everything else the same.',
      examples: [{ mitigation: { path: 'const.restored', values: ['30m', '1h', '2h'] } }],
    }),
  map: map.optional().meta({
    description:
      'A stability map: one run for each combination of values of two constants, with everything else the same. It shows where the scenario recovers from its trigger, where it’s metastable, and where it’s never hurt. Needs `steady_state`, `until`, and a trigger that ends. At most 400 combinations.',
    examples: [{ x: 'const.rate', y: { path: 'const.patience', values: ['500ms', '1s', '2s'] } }],
  }),
  variants: named(z.record(z.string(), z.unknown()))
    .optional()
    .meta({
      description:
        'Variants by name: changes to the scenario, for example a fix. Each is a map from paths (`process.step.key`, `service.key`, `const.name`) to values; `null` removes a key.',
      examples: [{ recheck: { 'enactor.apply.skip_if': 'self.plan <= active' } }],
    }),
  expect: named(claims)
    .optional()
    .meta({
      description: 'Claims about `base` and about variants, by name. A false claim fails the build.',
      examples: [{ base: { run: { happens: 'recovered' } } }],
    }),
  finding: z
    .string()
    .optional()
    .meta({
      description:
        'What the scenario shows, in one sentence of at most 90 characters, used as the title of its card and its page. It may cite results as `sim:...` in backticks. By default, the page builds a sentence from the results.',
      examples: ['Eight ordinary steps are enough to empty the record'],
    }),
  figure: z
    .string()
    .optional()
    .meta({
      description:
        'What the card shows: `counterexample`, `fit`, a chart of services (`load`, `latency`, `backlog`, `errors`), or a measure by name. A measure with an observed series is drawn together with it. By default, the first of these that exists: the counterexample of a search, the first measure that variants change, the first measure with an observed series, or the observed and simulated times.',
      examples: ['counterexample', 'goodput'],
    }),
  rows: z
    .union([z.array(z.string()), z.record(z.string(), z.string())])
    .optional()
    .meta({
      description:
        'The variants that the card compares with the base, in order: a list of names, or a map from names to labels, which may include `base`. At most five rows, including the base. By default, variants that an action names in `verified_by`, then those whose results differ most from the base.',
      examples: [
        ['keep_active', 'recheck'],
        { base: 'as it was', recheck: 'check again in the step that writes' },
      ],
    }),
  columns: z
    .array(z.string())
    .min(1)
    .max(2)
    .optional()
    .meta({
      description:
        'The results that the card shows for each of its rows: one or two names of marks, outcomes, services or conditions under `impact.conditions`, or `recovery` with a `steady_state`. By default, those that variants change.',
      examples: [['recovered'], ['checkout', 'orders_lost']],
    }),
  illustration: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the scenario only illustrates how something can happen. The card then says that it isn’t evidence.',
      default: false,
      examples: [true],
    }),
  show: z
    .array(z.string())
    .optional()
    .meta({
      description:
        'The views on the model’s page, in order; in a guide, on the guide’s page. By default, all views that have something to show.',
      examples: [['timeline', 'load', 'fit']],
    }),
  lanes: z
    .array(name)
    .optional()
    .meta({
      description:
        'The lanes of the sequence diagram, from left to right. By default, the most active participants.',
      examples: [['client', 'lock_service', 'storage']],
    }),
});

export type RawScenario = z.output<typeof scenarioSchema>;

/** Keys whose values are durations, so a plain number lacks a unit. */
const DURATIONS = new Set(
  'at base by cap delay for held latency lookup_gap loop max_wait negative_ttl open_for recovers_by service_time timeout ttl until warmup window within'.split(
    ' ',
  ),
);

/** Advice for values of the wrong kind, if the key makes clear what was meant. */
export const advice: Advice = adviseUnits(DURATIONS);
