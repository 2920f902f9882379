/** Two clocks, read once per request and passed on. */
export type Clock = {
  /** The stand-in's: expiry of codes, nonces and sessions, and every stored time. Tests move it forward. */
  readonly nowMs: number;
  /** The machine's, which the site reads too: tokens and `__client_uat`. */
  readonly realMs: number;
};
