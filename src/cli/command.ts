/** Says with which code a command ended. */
export type Done = (code: number) => void;

/** The end of most helps. */
export const EXIT_CODES = `
Exit codes: 0 all is well (there may be warnings), 1 there are errors, 2 the command was not understood.`;
