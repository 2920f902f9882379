import { globSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { SURFACE } from "./surface.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

/** A method of the SDK, by the name of its API object. */
type Named = { readonly api: string; readonly method: string };

/** Inherited by every API object, and no call. */
const NO_CALLS = ["constructor", "request", "requireId"];

const DRIVEN = Object.entries(SURFACE).flatMap(([api, { driven }]) => named(api, driven));
const NOT_PLAYED = Object.entries(SURFACE).flatMap(([api, { notPlayed = {} }]) =>
  Object.values(notPlayed).flatMap((methods) => named(api, methods)),
);

const SUITE = globSync("test/clerk-local/**/*.test.ts")
  .filter((file) => !file.endsWith("surface.test.ts"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

const ID_FIELDS = `organizationId domainId userId permissionId organizationRoleId roleSetKeyOrId
  passkeyIdentificationId web3WalletIdentificationId externalAccountId samlConnectionId oauthApplicationId`;

/**
 * One argument that does for any method: an id where one is put into a path, the fields where they are read, a list
 * where one is gone through.
 */
const ANYTHING = Object.assign([{ to: {} }], {
  ...Object.fromEntries(words(ID_FIELDS).map((name) => [name, "x_1"])),
  to: {},
  toString: () => "x_1",
});

test("every method of the SDK is driven here, or named as not played with a reason", () => {
  const listed = [...DRIVEN, ...NOT_PLAYED].map(({ api, method }) => `${api}.${method}`);
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed.toSorted()).toEqual(methodsOfSdk().toSorted());
});

test.each(DRIVEN)("$api $method is driven by a test", ({ api, method }) => {
  expect(SUITE).toMatch(new RegExp(String.raw`\b${api}\s*\.${method}\(`));
});

describe("a call that is not played", () => {
  test.each(NOT_PLAYED)("says so: $api $method", async ({ api, method }) => {
    await standIn.rpc.clearRequests();
    const refused = { status: 501, errors: [{ code: "not_implemented" }] };
    const error: unknown = await call({ api, method }).catch((reason: unknown) => reason);
    expect(error).toMatchObject(refused);
    const [asked] = await standIn.rpc.requests();
    expect(String(error)).toContain(`${asked?.method} ${asked?.path}`);
  });
});

function named(api: string, methods: string): Named[] {
  return words(methods).map((method) => ({ api, method }));
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function methodsOfSdk(): string[] {
  return Object.entries(standIn.sdk)
    .filter(([api, value]) => typeof value === "object" && api !== "telemetry")
    .flatMap(([api, value]) => methodsOf(value).map((method) => `${api}.${method}`));
}

function methodsOf(api: unknown): string[] {
  if (typeof api !== "object" || api === null || api === Object.prototype) return [];
  const own = Object.getOwnPropertyNames(api).filter(
    (name) => typeof Reflect.get(api, name) === "function" && !NO_CALLS.includes(name),
  );
  return [...new Set([...own, ...methodsOf(Object.getPrototypeOf(api))])];
}

async function call({ api, method }: Named): Promise<unknown> {
  const object: unknown = Reflect.get(standIn.sdk, api);
  if (typeof object !== "object" || object === null) throw new Error(`the SDK has no ${api}`);
  const run: unknown = Reflect.get(object, method);
  if (typeof run !== "function") throw new Error(`${api} has no ${method}`);
  return Reflect.apply(run, object, [ANYTHING, method === "getUserOauthAccessToken" ? "google" : {}]);
}
