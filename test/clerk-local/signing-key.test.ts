import { createPublicKey, createVerify } from "node:crypto";
import { verifyToken } from "@clerk/backend";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type KeyName, keySet, PUBLIC_KEY_PEMS, signer } from "#clerk-local/tokens/signing-key.ts";
import { ADA } from "#test/support/people.ts";
import { JWT_KEY, SECRET_KEY, type StandIn, startStandIn } from "./stand-in.ts";

describe.each<KeyName>(["first", "second"])("the %s signing key", (name) => {
  test("is published in both forms", () => {
    const [listed] = keySet([name]).keys;
    const published = createPublicKey({ key: { ...listed }, format: "jwk" });
    const pem = PUBLIC_KEY_PEMS[name].replaceAll(/-----(BEGIN|END) PUBLIC KEY-----/g, "");
    expect(published.export({ type: "spki", format: "der" }).toString("base64")).toBe(pem);
  });

  test("signs what its public half accepts", async () => {
    const signature = await signer(name).sign("some text");
    const key = createPublicKey({ key: { ...keySet([name]).keys[0] }, format: "jwk" });
    expect(createVerify("sha256").update("some text").verify(key, signature)).toBe(true);
  });
});

describe("an instance", () => {
  let standIn: StandIn;
  beforeAll(async () => void (standIn = await startStandIn("live")));
  afterEach(() => standIn.rpc.reset());
  afterAll(() => standIn.stop());

  const tokenOfAda = async () => (await standIn.rpc.sessionFor({ userId: ADA.id })).token;
  const askForKey = (token: string) =>
    verifyToken(token, { secretKey: SECRET_KEY, apiUrl: standIn.url, skipJwksCache: true });

  const listedKeys = async () => {
    const headers = { authorization: `Bearer ${SECRET_KEY}` };
    return (await fetch(`${standIn.url}/v1/jwks`, { headers })).json();
  };

  test("signs with the key that site.env gives the site", async () => {
    expect(PUBLIC_KEY_PEMS.first).toBe(JWT_KEY);
    await expect(askForKey(await tokenOfAda())).resolves.toMatchObject({ sub: ADA.id });
  });

  test("whose key was rotated signs with the other, and the old one is known no more", async () => {
    await standIn.rpc.rotateKey();
    const renewed = await tokenOfAda();
    await expect(askForKey(renewed)).resolves.toMatchObject({ sub: ADA.id });
    // The SDK itself keeps every key it has ever seen, so that it cannot be asked whether the old one is gone.
    expect(await listedKeys()).toEqual(keySet(["second"]));
    await expect(verifyToken(renewed, { jwtKey: PUBLIC_KEY_PEMS.second })).resolves.toBeDefined();
    await expect(verifyToken(renewed, { jwtKey: PUBLIC_KEY_PEMS.first })).rejects.toMatchObject({
      reason: "token-invalid-signature",
    });
  });

  test("may keep the old key listed for a while", async () => {
    const old = await tokenOfAda();
    await standIn.rpc.rotateKey({ keepsFirst: true });
    expect(await listedKeys()).toEqual(keySet(["second", "first"]));
    await expect(askForKey(old)).resolves.toMatchObject({ sub: ADA.id });
    await expect(askForKey(await tokenOfAda())).resolves.toMatchObject({ sub: ADA.id });
  });
});
