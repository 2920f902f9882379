/*
 * The redirect automaton: what every state of a session comes to at every page, asked for as a document. Each
 * cell is the number of redirects, those through Clerk's Frontend API included, and the end (ENDS). Two numbers
 * are those of a production and of a development instance, whose handshake takes one more: it comes back in the
 * address, which is then cleaned. STATES says how a browser gets into each state.
 */

import { readTables, type Cell, type End, type Page } from "./redirect-table.ts";

const NOT_THERE = "There is nothing here";
const ACME = { says: "Acme", active: "acme" } as const;
const GLOBEX = { says: "Globex", active: "globex" } as const;

export const PAGES: readonly Page[] = [
  { path: "/", says: "One home for every organization you work with" },
  { path: "/sign-in", says: "Sign in" },
  { path: "/dashboard", says: "Dashboard" },
  { path: "/profile", says: "Hello, " },
  { path: "/me", says: "Your organizations", active: null },
  { path: "/me/session", says: "Your session" },
  { path: "/orgs", says: "this page only leads on" },
  { path: "/nothing", says: NOT_THERE, status: 404 },
  { path: "/orgs/acme", says: "this page only leads on" },
  { path: "/orgs/acme/dashboard", ...ACME },
  { path: "/orgs/acme/tasks/<task>", says: "The task", active: "acme" },
  { path: "/orgs/%61cme/dashboard", ...ACME },
  { path: "/orgs/ACME/dashboard", says: "no slug has capitals" },
  { path: "/orgs/<acme>/dashboard", ...ACME },
  { path: "/orgs/acme-new/dashboard", ...ACME },
  { path: "/orgs/globex/dashboard", ...GLOBEX },
  { path: "/orgs/<globex>/dashboard", ...GLOBEX },
  { path: "/orgs/nowhere/dashboard", says: "there is no such organization" },
  { path: "/orgs/acme/nothing", says: NOT_THERE, status: 404 },
];

const NOTICE = "That organization is not there, or you are not a member of it.";
const HOME = "Your organizations";

/** What a cell ends at; "page" is the page itself. An exclamation mark is the notice. */
export const ENDS: Readonly<Record<string, End>> = {
  in: { path: "/sign-in?redirect_url=<asked>", says: "Sign in" },
  "503": { status: 503, says: "Sign-in is unavailable right now" },
  me: { path: "/me", says: HOME },
  "me!": { path: "/me?notice=organization", says: HOME, notice: NOTICE, active: null },
  // An instance that requires an organization does not let go of the one that was chosen.
  "me-acme": { path: "/me", says: HOME, active: "acme" },
  acme: { path: "/orgs/acme/dashboard", ...ACME },
  "acme-new": { path: "/orgs/acme-new/dashboard", ...ACME },
  "acme-id": { path: "/orgs/<acme>/dashboard", ...ACME },
  globex: { path: "/orgs/globex/dashboard", ...GLOBEX },
  "globex-id": { path: "/orgs/<globex>/dashboard", ...GLOBEX },
  "acme!": { path: "/orgs/acme/dashboard?notice=organization", ...ACME, notice: NOTICE },
  "acme-new!": { path: "/orgs/acme-new/dashboard?notice=organization", ...ACME, notice: NOTICE },
  "acme-id!": { path: "/orgs/<acme>/dashboard?notice=organization", ...ACME, notice: NOTICE },
  "globex!": { path: "/orgs/globex/dashboard?notice=organization", ...GLOBEX, notice: NOTICE },
  "globex-id!": { path: "/orgs/<globex>/dashboard?notice=organization", ...GLOBEX, notice: NOTICE },
};

const PERSONAL = `
                                   /         /sign-in  /dashboard  /profile  /me          /me/session  /orgs        /nothing
first visit                        0/3 page  0/3 page  1/3 in      1/3 in    1/3 in       1/3 in       1/3 in       0/3 page
signed out                         0 page    0 page    1 in        1 in      1 in         1 in         1 in         0 page
revoked elsewhere, live            0 page    0 page    0 page      0 page    3 in         0 page       1 acme       0 page
revoked elsewhere, renewable       2/3 page  2/3 page  3 in        3 in      3 in         3 in         3 in         2/3 page
active in Acme                     0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
active in Acme, expired            2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 acme       2/3 page
active in Acme, renewable          0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
active in Globex                   0 page    0 page    0 page      0 page    2/3 page     0 page       1 globex     0 page
active in Globex, expired          2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 globex     2/3 page
active in Globex, renewable        0 page    0 page    0 page      0 page    2/3 page     0 page       1 globex     0 page
another tab went to Globex         0 page    0 page    0 page      0 page    2/3 page     0 page       1 globex     0 page
no organization active             0 page    0 page    0 page      0 page    0 page       0 page       1 me         0 page
in no organization                 0 page    0 page    0 page      0 page    0 page       0 page       1 me         0 page
in Acme alone                      0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
in Acme alone, expired             2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 acme       2/3 page
one is required, none chosen       0 page    0 page    1 me        1 me      0 page       0 page       1 me         0 page
one is required, expired           2/3 page  2/3 page  3 me        3 me      2/3 page     2/3 page     3 me         2/3 page
one is required, Acme chosen       0 page    0 page    0 page      0 page    2/3 me-acme  0 page       1 acme       0 page
removed from Acme, live            0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
removed from Acme, expired         2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 me         2/3 page
removed from Acme, renewable       0 page    0 page    0 page      0 page    2/3 page     0 page       1 me         0 page
Acme deleted, live                 0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
Acme deleted, expired              2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 me         2/3 page
Acme deleted, renewable            0 page    0 page    0 page      0 page    2/3 page     0 page       1 me         0 page
Acme renamed, old slug in token    0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
Acme renamed, expired              2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 acme-new   2/3 page
Acme renamed, new slug in token    0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme-new   0 page
no slugs, active in Acme           0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme-id    0 page
no slugs, active in Globex         0 page    0 page    0 page      0 page    2/3 page     0 page       1 globex-id  0 page
no slugs, expired in Globex        2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 globex-id  2/3 page
made-up nonce, nobody              0/3 page  0/3 page  1/3 in      1/3 in    1/3 in       1/3 in       1/3 in       0/3 page
made-up nonce, signed out          0 page    0 page    1 in        1 in      1 in         1 in         1 in         0 page
made-up nonce, active in Acme      0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
made-up nonce, active in Globex    0 page    0 page    0 page      0 page    2/3 page     0 page       1 globex     0 page
made-up nonce, expired             2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 acme       2/3 page
leftover nonce, active in Acme     0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
leftover nonce, expired            2/3 page  2/3 page  2/3 page    2/3 page  2/3 page     2/3 page     3 acme       2/3 page
made-up nonce, renewable           0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page
new key at Clerk alone, live       0 page    0 page    1 in        1 in      1 in         1 in         1 in         0 page
new key at Clerk alone, expired    2 503     2 503     2 503       2 503     2 503        2 503        2 503        2 503
new key at Clerk alone, renewable  2 503     2 503     2 503       2 503     2 503        2 503        2 503        2 503
new key, old token                 0 page    0 page    1 in        1 in      1 in         1 in         1 in         0 page
new key, old token expired         0 page    0 page    1 in        1 in      1 in         1 in         1 in         0 page
new key, old token renewable       0 page    0 page    1 in        1 in      1 in         1 in         1 in         0 page
new key, new token                 0 page    0 page    0 page      0 page    2/3 page     0 page       1 acme       0 page`;

/** Below /orgs/. */
const ACMES = `
                                   acme          acme/dashboard  acme/tasks/<task>  %61cme/dashboard  ACME/dashboard  <acme>/dashboard
first visit                        1/3 in        1/3 in          1/3 in             1/3 in            1/3 in          1/3 in
signed out                         1 in          1 in            1 in               1 in              1 in            1 in
revoked elsewhere, live            1 acme        0 page          0 page             0 page            3 in            0 page
revoked elsewhere, renewable       3 in          3 in            3 in               3 in              3 in            3 in
active in Acme                     1 acme        0 page          0 page             0 page            3 acme!         0 page
active in Acme, expired            3 acme        2/3 page        2/3 page           2/3 page          3 acme!         2/3 page
active in Acme, renewable          1 acme        0 page          0 page             0 page            3 acme!         0 page
active in Globex                   3 acme        2/3 page        2/3 page           2/3 page          3 globex!       2/3 page
active in Globex, expired          3 acme        2/3 page        2/3 page           2/3 page          3 globex!       2/3 page
active in Globex, renewable        3 acme        2/3 page        2/3 page           2/3 page          3 globex!       2/3 page
another tab went to Globex         3 acme        2/3 page        2/3 page           2/3 page          3 globex!       2/3 page
no organization active             3 acme        2/3 page        2/3 page           2/3 page          3 me!           2/3 page
in no organization                 3 me!         3 me!           3 me!              3 me!             3 me!           3 me!
in Acme alone                      1 acme        0 page          0 page             0 page            3 acme!         0 page
in Acme alone, expired             3 acme        2/3 page        2/3 page           2/3 page          3 acme!         2/3 page
one is required, none chosen       1 me          1 me            1 me               1 me              1 me            1 me
one is required, expired           3 acme        2/3 page        2/3 page           2/3 page          3 me            2/3 page
one is required, Acme chosen       1 acme        0 page          0 page             0 page            3 acme!         0 page
removed from Acme, live            1 acme        0 page          0 page             0 page            3 me!           0 page
removed from Acme, expired         3 me!         3 me!           3 me!              3 me!             3 me!           3 me!
removed from Acme, renewable       1 me!         1 me!           1 me!              1 me!             3 me!           1 me!
Acme deleted, live                 1 acme        0 page          0 page             0 page            3 me!           0 page
Acme deleted, expired              3 me!         3 me!           3 me!              3 me!             3 me!           3 me!
Acme deleted, renewable            1 me!         1 me!           1 me!              1 me!             3 me!           1 me!
Acme renamed, old slug in token    1 acme        0 page          0 page             0 page            3 acme-new!     0 page
Acme renamed, expired              3 acme-new!   3 acme-new!     3 acme-new!        3 acme-new!       3 acme-new!     2/3 page
Acme renamed, new slug in token    3 acme-new!   3 acme-new!     3 acme-new!        3 acme-new!       3 acme-new!     0 page
no slugs, active in Acme           3 acme-id!    3 acme-id!      3 acme-id!         3 acme-id!        3 acme-id!      0 page
no slugs, active in Globex         3 globex-id!  3 globex-id!    3 globex-id!       3 globex-id!      3 globex-id!    2/3 page
no slugs, expired in Globex        3 globex-id!  3 globex-id!    3 globex-id!       3 globex-id!      3 globex-id!    2/3 page
made-up nonce, nobody              1/3 in        1/3 in          1/3 in             1/3 in            1/3 in          1/3 in
made-up nonce, signed out          1 in          1 in            1 in               1 in              1 in            1 in
made-up nonce, active in Acme      1 acme        0 page          0 page             0 page            3 acme!         0 page
made-up nonce, active in Globex    3 acme        2/3 page        2/3 page           2/3 page          3 globex!       2/3 page
made-up nonce, expired             3 acme        2/3 page        2/3 page           2/3 page          3 acme!         2/3 page
leftover nonce, active in Acme     1 acme        0 page          0 page             0 page            3 acme!         0 page
leftover nonce, expired            3 acme        2/3 page        2/3 page           2/3 page          3 acme!         2/3 page
made-up nonce, renewable           1 acme        0 page          0 page             0 page            3 acme!         0 page
new key at Clerk alone, live       1 in          1 in            1 in               1 in              1 in            1 in
new key at Clerk alone, expired    2 503         2 503           2 503              2 503             2 503           2 503
new key at Clerk alone, renewable  2 503         2 503           2 503              2 503             2 503           2 503
new key, old token                 1 in          1 in            1 in               1 in              1 in            1 in
new key, old token expired         1 in          1 in            1 in               1 in              1 in            1 in
new key, old token renewable       1 in          1 in            1 in               1 in              1 in            1 in
new key, new token                 1 acme        0 page          0 page             0 page            3 acme!         0 page`;

/** Below /orgs/. */
const OTHERS = `
                                   acme-new/dashboard  globex/dashboard  <globex>/dashboard  nowhere/dashboard  acme/nothing
first visit                        1/3 in              1/3 in            1/3 in              1/3 in             0/3 page
signed out                         1 in                1 in              1 in                1 in               0 page
revoked elsewhere, live            3 in                3 in              3 in                3 in               0 page
revoked elsewhere, renewable       3 in                3 in              3 in                3 in               2/3 page
active in Acme                     3 acme!             2/3 page          2/3 page            3 acme!            0 page
active in Acme, expired            3 acme!             2/3 page          2/3 page            3 acme!            2/3 page
active in Acme, renewable          3 acme!             2/3 page          2/3 page            3 acme!            0 page
active in Globex                   3 globex!           0 page            0 page              3 globex!          2/3 page
active in Globex, expired          3 globex!           2/3 page          2/3 page            3 globex!          2/3 page
active in Globex, renewable        3 globex!           0 page            0 page              3 globex!          2/3 page
another tab went to Globex         3 globex!           0 page            0 page              3 globex!          2/3 page
no organization active             3 me!               2/3 page          2/3 page            3 me!              2/3 page
in no organization                 3 me!               3 me!             3 me!               3 me!              2/3 page
in Acme alone                      3 acme!             3 acme!           3 acme!             3 acme!            0 page
in Acme alone, expired             3 acme!             3 acme!           3 acme!             3 acme!            2/3 page
one is required, none chosen       1 me                1 me              1 me                1 me               0 page
one is required, expired           3 me                2/3 page          2/3 page            3 me               2/3 page
one is required, Acme chosen       3 acme!             2/3 page          2/3 page            3 acme!            0 page
removed from Acme, live            3 me!               3 me!             3 me!               3 me!              0 page
removed from Acme, expired         3 me!               3 me!             3 me!               3 me!              2/3 page
removed from Acme, renewable       3 me!               3 me!             3 me!               3 me!              0 page
Acme deleted, live                 3 me!               2/3 page          2/3 page            3 me!              0 page
Acme deleted, expired              3 me!               2/3 page          2/3 page            3 me!              2/3 page
Acme deleted, renewable            3 me!               2/3 page          2/3 page            3 me!              0 page
Acme renamed, old slug in token    2/3 page            2/3 page          2/3 page            3 acme-new!        0 page
Acme renamed, expired              2/3 page            2/3 page          2/3 page            3 acme-new!        2/3 page
Acme renamed, new slug in token    0 page              2/3 page          2/3 page            3 acme-new!        2/3 page
no slugs, active in Acme           3 acme-id!          3 acme-id!        2/3 page            3 acme-id!         2/3 page
no slugs, active in Globex         3 globex-id!        3 globex-id!      0 page              3 globex-id!       2/3 page
no slugs, expired in Globex        3 globex-id!        3 globex-id!      2/3 page            3 globex-id!       2/3 page
made-up nonce, nobody              1/3 in              1/3 in            1/3 in              1/3 in             0/3 page
made-up nonce, signed out          1 in                1 in              1 in                1 in               0 page
made-up nonce, active in Acme      3 acme!             2/3 page          2/3 page            3 acme!            0 page
made-up nonce, active in Globex    3 globex!           0 page            0 page              3 globex!          2/3 page
made-up nonce, expired             3 acme!             2/3 page          2/3 page            3 acme!            2/3 page
leftover nonce, active in Acme     3 acme!             2/3 page          2/3 page            3 acme!            0 page
leftover nonce, expired            3 acme!             2/3 page          2/3 page            3 acme!            2/3 page
made-up nonce, renewable           3 acme!             2/3 page          2/3 page            3 acme!            0 page
new key at Clerk alone, live       1 in                1 in              1 in                1 in               0 page
new key at Clerk alone, expired    2 503               2 503             2 503               2 503              2 503
new key at Clerk alone, renewable  2 503               2 503             2 503               2 503              2 503
new key, old token                 1 in                1 in              1 in                1 in               0 page
new key, old token expired         1 in                1 in              1 in                1 in               0 page
new key, old token renewable       1 in                1 in              1 in                1 in               0 page
new key, new token                 3 acme!             2/3 page          2/3 page            3 acme!            0 page`;

/** By state, one cell for each page. */
export const AUTOMATON: ReadonlyMap<string, readonly Cell[]> = readTables(PAGES, [
  { table: PERSONAL, folder: "" },
  { table: ACMES, folder: "/orgs/" },
  { table: OTHERS, folder: "/orgs/" },
]);
