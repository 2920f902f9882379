import type { Carrier, Kind, Row } from "./row.ts";
import { CLIENT_UAT } from "./rows/client-uat.ts";
import { CLOCK } from "./rows/clock.ts";
import { COOKIE_FORMS } from "./rows/cookie-forms.ts";
import { EDGE } from "./rows/edge.ts";
import { ELIGIBILITY } from "./rows/eligibility.ts";
import { PRODUCTION_HANDSHAKES } from "./rows/handshake-production.ts";
import { DEVELOPMENT_HANDSHAKES } from "./rows/handshake-development.ts";
import { LOOP_GUARD } from "./rows/loop-guard.ts";
import { MACHINE_TOKENS } from "./rows/machine-tokens.ts";
import { NO_SESSION } from "./rows/no-session.ts";
import { ORGANIZATION } from "./rows/organization.ts";
import { PENDING } from "./rows/pending.ts";
import { REFRESH } from "./rows/refresh.ts";
import { TOKEN_FAULTS } from "./rows/token-faults.ts";
import type { Keys } from "#test/support/site.ts";

/** Every row, in groups of one subject each. */
export const GROUPS = {
  "no session": NO_SESSION,
  "the sign-in's time": CLIENT_UAT,
  "faults of the token": TOKEN_FAULTS,
  "machine and template tokens": MACHINE_TOKENS,
  "expiry and clock skew": CLOCK,
  "refresh on the server": REFRESH,
  "a handshake's end, production": PRODUCTION_HANDSHAKES,
  "a handshake's end, development": DEVELOPMENT_HANDSHAKES,
  "organization activation": ORGANIZATION,
  "pending sessions": PENDING,
  "loop guard": LOOP_GUARD,
  "which requests are handshaken": ELIGIBILITY,
  "which cookies count": COOKIE_FORMS,
  "what the edge changes": EDGE,
} as const satisfies Record<string, readonly Row[]>;

/** Rows and sections of the protocol, in its order. */
export const PROTOCOL = "0 0a 1 2a 2b 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 1.2 1.4 1.5 1.6 1.7".split(
  " ",
);

/** What has no row of its own, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "0": "the site does not start without its keys (test/unit/lib/config.test.ts)",
  "2b": "only a satellite comes to it, and the site is the primary application; what asks for it is in 2a",
  "1.5": "its rows are 16 and 17",
  "1.6": "its rows are those of 1",
  "1.7": "its rows are those of 14",
};

/** One request: a row, at one kind of instance, by one carrier, of one kind. */
export type Cell = {
  readonly row: Row;
  readonly keys: Keys;
  readonly carrier: Carrier;
  readonly kind: Kind;
};

export function cellsOf(rows: readonly Row[], keys: Keys): Cell[] {
  return rows
    .filter(({ at }) => at === undefined || at === keys)
    .flatMap((row) => {
      const forms = row.forms ?? (["suffixed", "unsuffixed"] as const);
      const byCookie = forms.flatMap((carrier) => kindsOf(row.cookie).map((kind) => ({ carrier, kind })));
      const byBearer = kindsOf(row.bearer).map((kind) => ({ carrier: "bearer" as const, kind }));
      return [...byCookie, ...byBearer].map((cell) => ({ row, keys, ...cell }));
    });
}

function kindsOf(expected: Row["cookie"]): Kind[] {
  // The keys of a record of kinds.
  return Object.keys(expected ?? {}) as Kind[];
}
