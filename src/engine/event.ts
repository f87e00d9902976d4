/** What can happen. The order of the numbers is no priority; `rank` is. */
export const EVENT = {
  faultStart: 0,
  faultEnd: 1,
  timer: 2,
  deliver: 3,
  look: 4,
  fire: 5,
  answer: 6,
  arrival: 7,
  /** The work of an attempt is done. */
  work: 8,
  /** The answer of an attempt reaches its client. */
  reply: 9,
  /** The next attempt of a request is due. */
  retry: 10,
  /** A client gives an attempt up. */
  timeout: 11,
  /** An attempt has waited as long as a queue lets it. */
  patience: 12,
  /** The first of many such times that come in order; the subject is their list. */
  deadline: 13,
} as const;
