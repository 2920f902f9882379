import { expect, test } from "vitest";
import { KeySet, KeySetUnavailable } from "#external-api/key-set.ts";

const MINUTE_MS = 60_000;

/** An issuer whose answers and clock a test sets. */
function issuer() {
  const state = { nowMs: 1_000_000, kids: ["old"], isDown: false, asked: 0 };
  const answer = async () => {
    state.asked += 1;
    await Promise.resolve();
    if (state.isDown) throw new TypeError("fetch failed");
    return Response.json({ keys: state.kids.map((kid) => ({ kty: "RSA", kid, n: "n", e: "AQAB" })) });
  };
  const keys = new KeySet("https://issuer.test/keys", { nowMs: () => state.nowMs, fetch: answer });
  return { state, keys };
}

test("keys are asked for once, and remembered", async () => {
  const { state, keys } = issuer();
  const found = await Promise.all(Array.from({ length: 50 }, () => keys.find("old")));
  expect(found.map((key) => key?.kid)).toEqual(Array.from({ length: 50 }, () => "old"));
  expect(state.asked).toBe(1);
  state.nowMs += 9 * MINUTE_MS;
  await keys.find("old");
  expect(state.asked).toBe(1);
  state.nowMs += 2 * MINUTE_MS;
  await keys.find("old");
  expect(state.asked).toBe(2);
});

test("a flood of unknown names costs one question in half a minute", async () => {
  const { state, keys } = issuer();
  for (let turn = 0; turn < 1000; turn += 1) {
    expect(await keys.find(`made-up-${turn}`)).toBeNull();
    state.nowMs += 60;
  }
  expect(state.asked).toBe(2);
});

test("a new key is found by the first token that names it, once half a minute has passed", async () => {
  const { state, keys } = issuer();
  await keys.find("old");
  state.kids = ["new"];
  expect(await keys.find("new")).toBeNull();
  state.nowMs += MINUTE_MS / 2;
  expect((await keys.find("new"))?.kid).toBe("new");
  expect(await keys.find("old")).toBeNull();
});

test("what is remembered serves for an hour while the issuer is down, and is asked for no more often", async () => {
  const { state, keys } = issuer();
  await keys.find("old");
  state.isDown = true;
  for (let minutes = 1; minutes < 60; minutes += 1) {
    state.nowMs += MINUTE_MS;
    expect((await keys.find("old"))?.kid).toBe("old");
  }
  // Each minute from the tenth on.
  expect(state.asked).toBe(1 + 50);
  state.nowMs += MINUTE_MS;
  await expect(keys.find("old")).rejects.toThrow(KeySetUnavailable);
  await expect(keys.find("old")).rejects.toThrow(KeySetUnavailable);
  expect(state.asked).toBe(52);
});

test("only public RSA keys for signatures count", async () => {
  const { state, keys } = issuer();
  state.kids = [];
  await expect(keys.find("old")).rejects.toThrow(KeySetUnavailable);
  const odd = [
    { kty: "EC", kid: "a" },
    { kty: "RSA" },
    { kty: "RSA", kid: "a", use: "enc" },
    { kty: "RSA", kid: "a", alg: "RS512" },
    { kty: "oct", kid: "a", k: "AA" },
    null,
  ];
  const answer = async () => Response.json({ keys: odd });
  const others = new KeySet("https://issuer.test/keys", { nowMs: Date.now, fetch: answer });
  await expect(others.find("a")).rejects.toThrow(KeySetUnavailable);
});
