/** Timeout in milliseconds. It's only a last resort, since everything takes much longer on a busy machine. */
export const PATIENCE = 300_000;
