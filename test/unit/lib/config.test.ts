import { describe, expect, test } from "vitest";
import { parseConfig } from "#src/lib/config.ts";

const host = (text: string) => Buffer.from(`${text}$`).toString("base64");
const LOCAL = {
  APP_ENV: "local",
  APP_ORIGIN: "http://localhost:8787",
  PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_test_${host("x-1.clerk.accounts.dev")}`,
  PUBLIC_CLERK_PROXY_URL: "/__clerk",
  CLERK_API_URL: "http://127.0.0.1:8788",
  CLERK_FAPI_URL: "",
  CLERK_SECRET_KEY: "sk_test_abc",
  CLERK_JWT_KEY: `MII${"A".repeat(120)}`,
  CLERK_WEBHOOK_SIGNING_SECRET: "whsec_AAAAAAAAAAAAAAAA",
};
const PRODUCTION = {
  ...LOCAL,
  APP_ENV: "production",
  APP_ORIGIN: "https://app.example.com",
  PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_live_${host("clerk.example.com")}`,
  CLERK_API_URL: "https://api.clerk.com",
  CLERK_SECRET_KEY: "sk_live_abc",
};

describe("settings", () => {
  test("a local set and a production set are read", () => {
    expect(parseConfig(LOCAL)).toMatchObject({ env: "local", proxied: true, frontendApiUrl: null });
    expect(parseConfig(PRODUCTION)).toMatchObject({ frontendApiHost: "clerk.example.com" });
  });

  test.each(
    Object.keys(LOCAL).filter((name) => !["PUBLIC_CLERK_PROXY_URL", "CLERK_FAPI_URL"].includes(name)),
  )("a missing %s is named", (name) => {
    expect(() => parseConfig({ ...LOCAL, [name]: "" })).toThrow(name);
  });

  test("a missing secret names the command that sets it", () => {
    expect(() => parseConfig({ ...LOCAL, CLERK_JWT_KEY: "" })).toThrow(/wrangler secret put CLERK_JWT_KEY/);
  });

  test.each([
    ["PUBLIC_CLERK_PUBLISHABLE_KEY", LOCAL.PUBLIC_CLERK_PUBLISHABLE_KEY],
    ["CLERK_SECRET_KEY", LOCAL.CLERK_SECRET_KEY],
    ["APP_ORIGIN", "http://app.example.com"],
    ["CLERK_API_URL", "http://api.example.com"],
    ["APP_ORIGIN", "https://app.example.com/"],
    ["PUBLIC_CLERK_PROXY_URL", "https://elsewhere.example"],
    ["APP_ENV", "prod"],
    ["PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_live_not-base64"],
    ["PUBLIC_CLERK_PUBLISHABLE_KEY", `pk_live_${host("localhost")}`],
  ])("production refuses %s = %s", (name, value) => {
    expect(() => parseConfig({ ...PRODUCTION, [name]: value })).toThrow(name);
  });
});
