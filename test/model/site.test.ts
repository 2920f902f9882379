import { afterAll, beforeAll } from "vitest";
import { startSite, type Site } from "#test/support/site.ts";
import { testAgreement } from "./agreement.ts";
import { ALL_KINDS, type Kind } from "./commands.ts";
import type { Product } from "./play.ts";
import { siteProduct } from "./site.ts";

let site: Site;
let product: Product;
beforeAll(async () => {
  site = await startSite();
  product = siteProduct(site);
});
afterAll(() => site.dispose());

/** What takes something away from a session that has begun. The model does not know yet that the mirror is asked then. */
const TAKES_AWAY: readonly Kind[] = ["change role", "leave", "delete organization"];
const kinds = ALL_KINDS.filter((kind) => !TAKES_AWAY.includes(kind));

testAgreement("the site", () => product, { kinds, short: 40, long: 600 });
