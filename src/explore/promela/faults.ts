import { ends } from '../space/search-state.ts';
import { isMeasured } from '../space/unmeasured.ts';
import type { Option } from './firings.ts';
import { Inexpressible } from './inexpressible.ts';
import { INSTANT } from './mailboxes.ts';
import { GLOBAL } from './scope.ts';
import { cellOf, cellsOf, direct, itemOf } from './storage.ts';
import { and, binary } from './terms.ts';
import type { Translation } from './translation.ts';
import { statementsOf, store, type Write } from './writes.ts';

/** Faults start once, at any time or while a condition holds, and end at any later time. */
export function faultOptions(translation: Translation): Option[] {
  const { model, layout, expressions } = translation;
  const { faults } = model.scenario;
  const [overlap] = layout.overlaps;
  if (overlap !== undefined) {
    throw new Inexpressible(faults[overlap.second]!.span, 'two faults set the same variable');
  }
  return faults.flatMap((fault, i) => {
    translation.temporaries.restart();
    const phase = translation.phase(i);
    const scope = { ...GLOBAL, read: direct };
    const { when } = model.faults[i]!;
    const condition =
      fault.when === null || when === null || isMeasured(when) ? null : expressions.text(fault.when, scope);
    const writes = fault.set.flatMap(({ name, key, value, span }): Write[] => {
      const place = translation.variable(name);
      const term = expressions.term(value, scope);
      return store(term, key === null ? place : itemOf(place, expressions.text(key, scope)), span);
    });
    const saved = translation.saved(i);
    const start: Option = {
      guard: and(binary(phase, '==', '0'), condition),
      comment: `${fault.id} starts`,
      statements: [
        ...saved.flatMap(({ from, to }) =>
          cellsOf(to).map((cell, k) => `${direct(cell)} = ${direct(cellsOf(from)[k]!)};`),
        ),
        ...statementsOf(writes, translation.temporaries),
        `${phase} = 1;`,
        ...fault.down.flatMap((name) => crash(translation, name)),
      ],
    };
    if (!ends(fault)) return [start];
    const end: Option = {
      guard: binary(phase, '==', '1'),
      comment: `${fault.id} ends`,
      statements: [
        ...saved.flatMap(({ from, to, written, reset }) => {
          const restore = cellsOf(from).map((cell, k) => `${direct(cell)} = ${direct(cellsOf(to)[k]!)};`);
          return [
            ...(written === null ? restore : [`if :: !${written} -> ${restore.join(' ')} :: else fi;`]),
            ...statementsOf(reset(), translation.temporaries),
            ...(written === null ? [] : [`${written} = false;`]),
          ];
        }),
        `${phase} = 2;`,
      ],
    };
    return [start, end];
  });
}

/** Instances go to their first step with initial locals and lose the messages that have arrived. */
function crash(translation: Translation, name: string): string[] {
  const { model, mailboxes } = translation;
  const process = model.scenario.processes.find((one) => one.name === name);
  if (process === undefined) return [];
  const mailbox = mailboxes.get(process.index);
  return process.instances.flatMap((_, i) => {
    const writes: Write[] = [
      {
        kind: 'cell',
        cell: cellOf(translation.step(name, String(i))),
        text: translation.stepName(name, 0),
      },
      ...process.locals.flatMap((local) =>
        store(
          translation.expressions.literal(local.init, local.type, local.span),
          translation.local(name, local.name, String(i)),
          local.span,
        ),
      ),
    ];
    return [
      ...statementsOf(writes, translation.temporaries),
      ...(mailbox === undefined ? [] : mailbox.loseInstant(String(i))),
    ];
  });
}

/** Messages in transit to an instance that is down can be lost. */
export function lossOptions(translation: Translation): Option[] {
  return [...translation.mailboxes.values()].flatMap((mailbox) => {
    const { name, instances } = translation.model.scenario.processes[mailbox.process]!;
    const down = translation.down(name);
    if (down === 'false' || mailbox.vias.every((via) => via === INSTANT)) return [];
    return instances.flatMap((_, i) =>
      Array.from(
        { length: mailbox.capacity },
        (_at, k): Option => ({
          guard: and(
            down,
            mailbox.canTake(String(i), k, false, () => 'true'),
          ),
          comment: 'a message in transit is lost',
          statements: [`${mailbox.take}(${i}, ${k});`],
        }),
      ),
    );
  });
}

/** For each timer, its name and what happens when it expires. */
export function timerOptions(translation: Translation): { readonly name: string; readonly option: Option }[] {
  const { scenario } = translation.model;
  const timer = (name: string, cell: string) => ({
    name,
    option: { guard: `${cell} == 1`, comment: `${name} expires`, statements: [`${cell} = 0;`] },
  });
  return [
    ...scenario.state.flatMap(({ name, type }) =>
      type.kind === 'timer' ? [timer(name, direct(cellOf(translation.variable(name))))] : [],
    ),
    ...scenario.processes.flatMap((process) =>
      process.locals.flatMap(({ name, type }) =>
        type.kind === 'timer'
          ? process.instances.map((id, i) =>
              timer(`${id}.${name}`, direct(cellOf(translation.local(process.name, name, String(i))))),
            )
          : [],
      ),
    ),
  ];
}
