import type { EvaluateOptions } from '../../hindcast.ts';

/** A scenario to evaluate, in the form that is sent to a process. */
export interface RunJob {
  readonly text: string;
  /** What to determine: the results, or what they rest on. Default: the results. */
  readonly labels?: boolean;
  readonly options: Omit<EvaluateOptions, 'explore' | 'limits' | 'watch'>;
  /** Number of threads for sweeps; the process's first job decides. Default: the number of processors. */
  readonly workers?: number;
}

/** Sent when a job begins, after each part of a sweep, and at the end. */
export type RunMessage =
  | { readonly began: true }
  | { readonly done: number; readonly of: number }
  | { readonly answer: RunAnswer };

/** The evaluation as JSON, or why there is none. Errors lose their properties when they are sent. */
export type RunAnswer = { readonly json: string } | { readonly memory: boolean; readonly message: string };
