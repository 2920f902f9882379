import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { createClerkClient } from "@clerk/backend";
import { PUBLIC_KEY_PEMS, signer } from "#clerk-local/tokens/signing-key.ts";
import type { TokenClass } from "#external-api/token-class.ts";
import { AUDIENCE, TEMPLATE } from "#test/support/external-api.ts";
import { newM2MToken } from "#test/support/machines.ts";
import { ACME, ADA } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

export type Forgery = {
  readonly what: string;
  /** The class of token that is asked for, and that it is not. */
  readonly tokenClass: TokenClass;
  readonly make: (site: Site) => Promise<string>;
};

type Json = Readonly<Record<string, unknown>>;

const SESSION = "cl_B7d4PD111AAA";
const TEMPLATE_CATEGORY = "cl_B7d4PD222AAA";
const IN_SESSION: Json = { sub: ADA.id, o: { id: ACME.id, rol: "admin", slg: "acme" } };
const IN_TEMPLATE: Json = { sub: ADA.id, aud: AUDIENCE, org_id: ACME.id, sid: null, v: null, sts: null };
const FOREIGN = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { kid } = signer("first");
const ORIGIN = "https://app.example.com";

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;

/** A good one of each class, as Clerk makes it. */
export async function goodToken(site: Site, tokenClass: TokenClass): Promise<string> {
  const { sessionId, token } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
  if (tokenClass === "session") return token;
  const { CLERK_API_URL: apiUrl = "", CLERK_SECRET_KEY: secretKey = "" } = site.settings;
  const sdk = createClerkClient({ apiUrl, secretKey, telemetry: { disabled: true } });
  return (await sdk.sessions.getToken(sessionId, TEMPLATE)).jwt;
}

/** Signed by the instance itself, like a good one but for these. */
const minted = (claims: Json, header: Json = {}) => mintedAs("session", claims, header);

function mintedAs(tokenClass: TokenClass, claims: Json, header: Json = {}) {
  const cat = tokenClass === "session" ? SESSION : TEMPLATE_CATEGORY;
  const base = tokenClass === "session" ? IN_SESSION : IN_TEMPLATE;
  return (site: Site) => site.clerk.mint({ ...base, ...claims }, { cat, ...header });
}

/** A good token's claims under another header and signature. */
function resigned(header: Json, sign: (unsigned: string) => string | Promise<string>) {
  return async (site: Site) => {
    const [, payload = ""] = (await goodToken(site, "session")).split(".");
    const full = { alg: "RS256", cat: SESSION, kid, typ: "JWT", ...header };
    const unsigned = `${Buffer.from(JSON.stringify(full)).toString("base64url")}.${payload}`;
    return `${unsigned}.${await sign(unsigned)}`;
  };
}

const byForeignKey = (unsigned: string) =>
  createSign("RSA-SHA256").update(unsigned).sign(FOREIGN.privateKey, "base64url");
const byOtherAlgorithm = async (unsigned: string) =>
  Buffer.from(await signer("first", "SHA-384").sign(unsigned)).toString("base64url");
const byPem = (unsigned: string) =>
  createHmac("sha256", PUBLIC_KEY_PEMS.first).update(unsigned).digest("base64url");

async function ofParts(site: Site, parts: (good: readonly string[]) => readonly string[]): Promise<string> {
  return parts((await goodToken(site, "session")).split(".")).join(".");
}

const session = (what: string, make: Forgery["make"]): Forgery => ({ what, tokenClass: "session", make });
const template = (what: string, make: Forgery["make"]): Forgery => ({ what, tokenClass: "template", make });

export const FORGERIES: readonly Forgery[] = [
  session("is no token", async () => "none"),
  session("has a header that is null", async () => "bnVsbA.e30.AA"),
  session(
    "is unsigned (none)",
    resigned({ alg: "none" }, () => ""),
  ),
  session(
    "is unsigned (nOnE)",
    resigned({ alg: "nOnE" }, () => ""),
  ),
  session("is signed with the public key as a secret", resigned({ alg: "HS256" }, byPem)),
  session("names another RSA algorithm", resigned({ alg: "RS512" }, byForeignKey)),
  session("is signed by another algorithm of the right key", resigned({ alg: "RS384" }, byOtherAlgorithm)),
  session("is signed by a foreign key of the same name", resigned({}, byForeignKey)),
  session("brings its own key", resigned({ jwk: FOREIGN.publicKey.export({ format: "jwk" }) }, byForeignKey)),
  session("points to its own key", resigned({ jku: "https://evil.example/jwks.json" }, byForeignKey)),
  session("names a key that is nowhere", resigned({ kid: "ins_elsewhere" }, byForeignKey)),
  session("names a key of every object", resigned({ kid: "__proto__" }, byForeignKey)),
  session("names no key", minted({}, { kid: null })),
  session("was changed after it was signed", (site) =>
    ofParts(site, ([header = "", payload = "", signature = ""]) => {
      const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), sub: "user_evil" };
      return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature];
    }),
  ),
  session("has lost its signature", (site) =>
    ofParts(site, ([header = "", payload = ""]) => [header, payload, ""]),
  ),
  session("was rotated away", async (site) => {
    const { sessionId } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    return site.clerk.tokenFor({ sessionId, signedWith: "second" });
  }),
  session("has expired", minted({ exp: seconds(-10), iat: seconds(-70), nbf: seconds(-80) })),
  session("is not good yet", minted({ nbf: seconds(60) })),
  session("never expires", minted({ exp: null })),
  session("lives ten years", minted({ exp: seconds(315_360_000) })),
  session("does not say since when it is good", minted({ nbf: null })),
  session("does not say when it was made", minted({ iat: null })),
  session("is of another instance", minted({ iss: "https://clerk.elsewhere.example" })),
  session("is of no instance", minted({ iss: null })),
  session("is another party's", minted({ azp: "https://evil.example" })),
  session("is of a party that begins alike", minted({ azp: `${ORIGIN}.evil.example` })),
  session("is of no party", minted({ azp: null })),
  session("is pending", minted({ sts: "pending" })),
  session("has a status that nobody knows", minted({ sts: "revoked" })),
  session("is of no session", minted({ sid: null })),
  session("is of nobody", minted({ sub: null })),
  session("is of the first version", minted({ v: 1 })),
  session("is a machine's by its subject", minted({ sub: "mch_1" })),
  session("is a machine's by its class", minted({}, { cat: "cl_B7d4PD333AAA" })),
  session(
    "is a machine's",
    async (site) => (await newM2MToken(site, { claims: { azp: ORIGIN }, tokenFormat: "jwt" })).secret,
  ),
  session("says no class", minted({}, { cat: null })),
  session("is of a class that says nothing", minted({}, { cat: "cl_I7d4PD111III" })),
  session("is an OAuth access token by its type", minted({}, { typ: "at+jwt" })),
  session("wants something understood that is not", minted({}, { crit: ["b64"], b64: true })),
  session("is made from a template", (site) => goodToken(site, "template")),
  session("is a session's under a template's class", minted({}, { cat: TEMPLATE_CATEGORY })),
  template("is a session's", (site) => goodToken(site, "session")),
  template("is a template's under a session's class", mintedAs("template", {}, { cat: SESSION })),
  template("is for another service", mintedAs("template", { aud: "another-service" })),
  template("is for no service", mintedAs("template", { aud: null })),
  template("is for this service among others", mintedAs("template", { aud: [AUDIENCE, "another"] })),
  template("is of another instance", mintedAs("template", { iss: "https://clerk.elsewhere.example" })),
  template("is another party's", mintedAs("template", { azp: "https://evil.example" })),
  template("has expired", mintedAs("template", { exp: seconds(-10), iat: seconds(-70), nbf: seconds(-80) })),
  template("lives ten years", mintedAs("template", { exp: seconds(315_360_000) })),
];
