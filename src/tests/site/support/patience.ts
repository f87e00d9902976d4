/** Maximum wait in milliseconds. It's only a backstop, since everything takes much longer on a busy machine. */
export const PATIENCE = 300_000;
