import { expect, test } from "vitest";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { runOnce } from "#src/features/idempotency/run-once.ts";
import { parseUserId } from "#src/lib/ids.ts";

const by = parseUserId("user_ada");
if (by === null) throw new Error("the id of this test is none");

const REPEATED = new Error(
  "D1_ERROR: UNIQUE constraint failed: idempotency_keys.org_id, idempotency_keys.actor_id",
);
const BROKEN = new Error("D1_ERROR: FOREIGN KEY constraint failed");
const request = { key: "k-1", fingerprint: "what was asked" };

/** A database whose batches end like that, one after the other. */
function databaseThat(...ends: readonly (Error | readonly unknown[])[]) {
  const batches: unknown[] = [];
  const batch = (statements: unknown) => {
    const end = ends[batches.length];
    batches.push(statements);
    return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
  };
  // Whatever statement is made of it, its batches are what counts.
  const scope = new Proxy({ batch }, { get: (own, name) => Reflect.get(own, name) ?? (() => ({})) });
  return { scope: scope as unknown as TenantScope, batches };
}

function run(scope: TenantScope, keyed: boolean) {
  const occasion = { nowMs: 1, ...(keyed && { request }) };
  return runOnce({ by: by ?? expect.fail(), scope }, { statements: [], answer: "mine" }, occasion);
}

test("without a key an act is done each time", async () => {
  const { scope, batches } = databaseThat([]);
  expect(await run(scope, false)).toEqual({ ok: true, value: { answer: "mine", repeated: false } });
  expect(batches).toHaveLength(1);
});

test("a repeated key gets the answer of before, and one that stood for something else gets none", async () => {
  const kept = { fingerprint: "what was asked", answer: "theirs" };
  expect(await run(databaseThat(REPEATED, [[kept]]).scope, true)).toEqual({
    ok: true,
    value: { answer: "theirs", repeated: true },
  });
  const other = { ...kept, fingerprint: "something else" };
  expect(await run(databaseThat(REPEATED, [[other]]).scope, true)).toEqual({
    ok: false,
    reason: "key-reused",
  });
});

test("a key that is gone again fails as the act did, to be tried once more", async () => {
  await expect(run(databaseThat(REPEATED, [[]]).scope, true)).rejects.toBe(REPEATED);
});

test("an act that fails for its own reasons is nobody's repetition, and nothing is looked up", async () => {
  const { scope, batches } = databaseThat(BROKEN);
  await expect(run(scope, true)).rejects.toBe(BROKEN);
  expect(batches).toHaveLength(1);
});
