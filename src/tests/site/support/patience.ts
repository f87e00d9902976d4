/** Longest wait for one thing, in milliseconds. It's only a backstop: on a busy machine everything takes much longer. */
export const PATIENCE = 600_000;
