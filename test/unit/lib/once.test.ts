import { createClerkClient } from "@clerk/backend";
import { expect, test } from "vitest";
import { once } from "#src/lib/once.ts";

test("five readings of the caller's record in one request are one call to Clerk", async () => {
  let calls = 0;
  const realFetch = globalThis.fetch;
  globalThis.fetch = async () => {
    calls += 1;
    return Response.json({ object: "user", id: "user_ada", email_addresses: [] });
  };
  try {
    const { users } = createClerkClient({ secretKey: "sk_test_x", telemetry: { disabled: true } });
    const currentUser = once(() => users.getUser("user_ada"));
    const readings = await Promise.all(Array.from({ length: 5 }, () => currentUser()));
    expect(readings.map(({ id }) => id)).toEqual(Array(5).fill("user_ada"));
    expect(calls).toBe(1);
    await once(() => users.getUser("user_ada"))();
    expect(calls).toBe(2);
  } finally {
    globalThis.fetch = realFetch;
  }
});
