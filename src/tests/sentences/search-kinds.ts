import type { Exploration, Result } from '../../result.ts';
import { type Kind, kind } from './kind.ts';
import { isNumber, namesIn } from './reading.ts';
import { sameNames } from './run-kinds.ts';

const BASE = (search: Exploration): string =>
  search.variant === 'base' ? 'The base' : `Variant ${search.variant}`;

export const SEARCHES: readonly Kind[] = [
  kind(
    'outcome of a search',
    /^(The base|Variant \S+) (?:holds in every interleaving \((\S+) states?\)|violates (\S+) in (\S+) steps?|can deadlock in (\S+) steps?)(?:, the fewest possible)?(?:; (.+))?\.$/,
    ([who, states, property, steps, until, others], { result }) =>
      result.explorations.some(
        (one) =>
          BASE(one) === who &&
          (states === undefined || (one.verdict === 'holds' && isNumber(states, one.states))) &&
          (property === undefined || (one.property === property && isNumber(steps!, one.steps!))) &&
          (until === undefined || (one.property === 'deadlock' && isNumber(until, one.steps!))),
      ) &&
      (others === undefined || othersHold(others, result)),
  ),
  kind('limit of searches', /^Searches are limited to (.+) states\.$/, ([n], { result }) =>
    result.explorations.every(({ bounds }) =>
      n!.split(' or ').some((one) => isNumber(one, bounds.maxStates)),
    ),
  ),
  kind(
    'scope of a search',
    /^This applies to this model(?: and its constants \((.+)\))?, not to a larger one\.$/,
    ([list], { result }) => {
      const [own = '', ...changed] = (list ?? '').split('; in variant ');
      const paths = (variant: string): string[] =>
        result.explorations
          .find((one) => one.variant === variant && one.verdict === 'holds')!
          .patches.map(({ path, value }) => `${path.split('.')[1]} ${value}`);
      return (
        (own === '' ? [] : own.split(', ')).length === result.constants.length &&
        changed.every((text) => {
          const [, variant, numbers] = /^(\S+): (.+)$/.exec(text)!;
          return numbers!.split(', ').every((one) => paths(variant!).includes(one));
        })
      );
    },
  ),
  kind(
    'shortest counterexample',
    /^Shortest counterexample: (\S+) steps?, (\S+) states\.$/,
    ([steps, states], { search }) => isNumber(steps!, search!.steps!) && isNumber(states!, search!.states),
  ),
  kind('variants without a violation', /^Without a violation: (.+)\.$/, ([list], { result }) =>
    list!.split(/, (?=\w+ \()/).every((one) => {
      const [, name, states] = /^(\S+) \((\S+) states?\)$/.exec(one)!;
      return result.explorations.some(
        (other) => other.variant === name && other.verdict === 'holds' && isNumber(states!, other.states),
      );
    }),
  ),
  kind(
    'stale read',
    /^(\S+) reads (.+) at step (\d+) and acts on (?:it|them) at step (\d+)\.$/,
    ([actor, names, check, use], { search }) =>
      search!.staleReads.some(
        (read) =>
          read.actor === actor &&
          sameNames(names!, read.variables) &&
          read.check + 1 === Number(check) &&
          read.use + 1 === Number(use),
      ),
  ),
  kind(
    'acts on old values',
    /^At step (\d+), (\S+) acts on the values? of (.+) from step (\d+), which (?:has|have) changed since\.$/,
    ([use, actor, names, check], { search }) =>
      search!.staleReads.some(
        (read) =>
          read.actor === actor &&
          sameNames(names!, read.variables) &&
          read.check + 1 === Number(check) &&
          read.use + 1 === Number(use),
      ),
  ),
  kind('changed in between', /^In between, (.+)\.$/, ([list], { search }) =>
    list!.split('; ').every((one) => {
      const [, actor, names, steps] = /^(\S+) changes (.+) at steps? (.+)$/.exec(one)!;
      return namesIn(steps!).every((step) => {
        const made = search!.trace[Number(step) - 1]!;
        return (
          made.actor === actor &&
          namesIn(names!).some((name) => made.changes.some((change) => change.name === name))
        );
      });
    }),
  ),
  kind('shared steps', /^Both take the first (\d+) steps\.$/, ([n], { result }) =>
    result.explorations.some(({ againstBase }) => againstBase?.followed === Number(n)),
  ),
  kind(
    'blocked step',
    /^In variant (\S+), step (\d+) \(.+\) is blocked: (\S+) .+ instead\.$/,
    ([name, n, actor], { result }) =>
      result.explorations.some(
        ({ variant, againstBase }) =>
          variant === name && againstBase?.followed === Number(n) - 1 && againstBase.instead?.actor === actor,
      ),
  ),
  kind(
    'timing of a counterexample',
    /^No durations in the stated ranges allow this order: (.+)\.$/,
    ([why], { search }) => search!.timing!.possible === false && search!.timing!.note!.includes(why!),
  ),
  kind(
    'claims',
    /^(Not met|Met by the base too, so no evidence for a variant): (\d+)\.$/,
    ([which, n], { result }) => {
      const claims = [...result.runs, ...result.explorations].flatMap(({ expectations }) => expectations);
      const counted = claims.filter(({ met, baseToo }) => (which === 'Not met' ? !met : baseToo === true));
      return Number(n) === counted.length;
    },
  ),
];

function othersHold(text: string, result: Result): boolean {
  const holding = result.explorations.slice(1).filter(({ verdict }) => verdict === 'holds').length;
  const many = /^(\d+) of (\d+) variants holds? in every interleaving/.exec(text);
  if (many !== null) return Number(many[1]) === holding && Number(many[2]) === result.explorations.length - 1;
  return text.includes('doesn’t hold') ? holding === 0 : holding === 1;
}
