import { afterAll, beforeAll } from "vitest";
import { startSite, type Site } from "#test/support/site.ts";
import { testAgreement } from "./agreement.ts";
import type { Product } from "./play.ts";
import { siteProduct } from "./site.ts";

let site: Site;
let product: Product;
beforeAll(async () => {
  site = await startSite();
  product = siteProduct(site);
});
afterAll(() => site.dispose());

testAgreement("the site", () => product, { short: 40, long: 600 });
