import { createInterface } from "node:readline";
import { settingsFrom } from "./settings.ts";
import type { TokenClass } from "./token-class.ts";
import { verifierOf } from "./verify-twice.ts";

/*
 * Verifies tokens, one a line, and answers each with a line: who it is, or what is wrong with it. For example, with a
 * token from `await Clerk.session.getToken()` in the site's console:
 *
 *   ISSUER=… AUTHORIZED_PARTIES=… AUDIENCE=… node external-api/verify.ts session < token.txt
 *
 * Exits with 1 when one was not good.
 */
const CLASSES: readonly TokenClass[] = ["session", "template"];
const asked = process.argv[2] ?? "session";
const tokenClass = CLASSES.find((each) => each === asked);
if (tokenClass === undefined) {
  console.error(`There are tokens of these classes: ${CLASSES.join(", ")}.`);
  process.exit(2);
}

const verify = verifierOf(settingsFrom(process.env));
for await (const line of createInterface({ input: process.stdin })) {
  const token = line.trim();
  if (token === "") continue;
  const verdict = await verify(token, tokenClass);
  if (verdict.kind !== "good") process.exitCode = 1;
  console.log(JSON.stringify(verdict));
}
