import type { Exploration, Result, Run, ServiceResult } from '../../result.ts';

/** A sentence's subject: a Result and its base run or base search. */
export interface Subject {
  readonly result: Result;
  readonly run: Run | null;
  readonly search: Exploration | null;
}

/** A kind of generated sentence: how to recognize it, and how to check it against a Result. */
export interface Kind {
  readonly name: string;
  readonly pattern: RegExp;
  readonly isTrue: (parts: readonly string[], subject: Subject) => boolean;
}

export const kind = (name: string, pattern: RegExp, isTrue: Kind['isTrue']): Kind => ({
  name,
  pattern,
  isTrue,
});

/**
 * A kind of sentence about one service in the base run. The sentence doesn't name the service, so it only needs to be
 * true for one of them.
 */
export const ofService = (
  name: string,
  pattern: RegExp,
  isTrue: (parts: readonly string[], service: ServiceResult, run: Run, subject: Subject) => boolean,
): Kind =>
  kind(name, pattern, (parts, subject) =>
    subject.run!.services.some((service) => isTrue(parts, service, subject.run!, subject)),
  );

export type Values = readonly (number | null)[];

export const known = (values: Values): number[] => values.filter((value) => value !== null);
