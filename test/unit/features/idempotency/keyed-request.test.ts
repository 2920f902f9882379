import { expect, test } from "vitest";
import { keyedRequest } from "#src/features/idempotency/keyed-request.ts";

test("a request without a key has none, and one with a bad key is refused", async () => {
  expect(await keyedRequest(null, "task.add", {})).toEqual({ ok: true, value: undefined });
  for (const key of ["", "a b", "ü", "x".repeat(129)]) {
    expect(await keyedRequest(key, "task.add", {})).toEqual({ ok: false, reason: "bad-key" });
  }
});

test("a fingerprint tells the act and what was asked", async () => {
  const prints = await Promise.all(
    [
      ["task.add", "a"],
      ["task.add", "b"],
      ["post.add", "a"],
      ["task.add", "a"],
    ].map(async ([act = "", title]) => {
      const request = await keyedRequest("key", act, { title });
      return request.ok ? request.value?.fingerprint : null;
    }),
  );
  expect(new Set(prints).size).toBe(3);
  expect(prints[3]).toBe(prints[0]);
});
