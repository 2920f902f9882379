import { afterAll, beforeAll } from "vitest";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { actsOn } from "./acts.ts";
import { testAgreement } from "./agreement.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

testAgreement("the acts", () => actsOn(local), { short: 25, long: 1000 });
