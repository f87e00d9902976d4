/** Bounds of one run. Each has an error that names what hit it. */
export interface RunLimits {
  /** Transitions, requests and deliveries in all. */
  readonly events: number;
  /** Transitions at one instant: more is a loop that takes no time. */
  readonly instant: number;
  /** Events kept in the trace of the Result; what is beyond is counted. */
  readonly trace: number;
  /** Messages waiting for one instance. */
  readonly mailbox: number;
}

export const RUN_LIMITS: RunLimits = { events: 5_000_000, instant: 20_000, trace: 4_000, mailbox: 10_000 };
