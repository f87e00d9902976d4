/** Stands for `unlimited`. */
export const UNLIMITED = Number.POSITIVE_INFINITY;

/** What faults and steps may set of a service; of a load it is `rate`. */
export const SETTINGS = ['available', 'concurrency', 'slowdown', 'throttle', 'queue.capacity', 'latency'];
