import type { CalibrationRequest, EvaluateOptions, Shard } from '../../hindcast.ts';

/** A scenario to evaluate, in the form that is sent to a process. */
export interface RunJob {
  readonly text: string;
  /** True to determine what the results depend on, instead of the results. Default: false. */
  readonly labels?: boolean;
  /** Set to fit constants to an observed series instead of evaluating the scenario. */
  readonly calibrate?: CalibrationRequest;
  /** Makes only the runs of one shard. The answer is exact JSON. */
  readonly shard?: Shard;
  /** The runs of all shards as exact JSON, which replace the sweep's own. */
  readonly shards?: readonly string[];
  readonly options: Omit<EvaluateOptions, 'explore' | 'limits' | 'watch'>;
  /** Number of threads for sweeps. Only the process's first job can set it. Default: the number of processors. */
  readonly workers?: number;
}

/** Sent after each part of a sweep: the number of finished runs and the total. */
export interface RunNews {
  readonly done: number;
  readonly of: number;
}

/** Sent when a job begins, while it's running, and at the end. */
export type RunMessage<News> =
  | { readonly began: true }
  | { readonly news: News }
  | { readonly answer: RunAnswer };

/** A job's result as JSON, or why there is none. Error objects would lose their properties when sent. */
export type RunAnswer = { readonly json: string } | { readonly memory: boolean; readonly message: string };
