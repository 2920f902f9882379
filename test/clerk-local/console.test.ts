import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { browserFor } from "./browser.ts";
import * as invited from "./invited.ts";
import { type Receiving, startReceiving } from "./receiver.ts";

const PAGES = [
  "/",
  ...["organizations", "sessions", "mail", "webhooks", "requests"].map((page) => `/console/${page}`),
];

let clerk: Receiving;
beforeAll(async () => void (clerk = await startReceiving()));
beforeEach(async () => {
  await clerk.rpc.reset();
  clerk.forget();
});
afterAll(() => clerk.stop());

/** A page's status and text, tags taken out. */
async function look(path: string) {
  const response = await fetch(`${clerk.url}${path}`);
  const markup = await response.text();
  return {
    status: response.status,
    markup,
    text: markup.replaceAll(/<[^>]*>|\s+/g, " ").replaceAll(/ +/g, " "),
  };
}

/** A button of the console, pressed in a page of its own unless other headers say so. */
function press(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const own = { origin: clerk.url, "sec-fetch-site": "same-origin" };
  const init = { method: "POST", redirect: "manual", body: new URLSearchParams(fields) } as const;
  return fetch(`${clerk.url}${path}`, { ...init, headers: { ...own, ...headers } });
}

/** What a request with these headers gets at that path; fetch would not send another Host. */
function statusFor(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(`${clerk.url}${path}`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on("error", reject).end();
  });
}

describe("the console shows", () => {
  test("people with their organizations", async () => {
    const { text } = await look("/");
    expect(text).toMatch(/Ada Novak Sign in as Ada Novak ada@acme\.example Acme org:admin Globex org:member/);
  });

  test("an organization's members, and whom it waits for", async () => {
    await invited.invite(clerk, "kim@own.example", { role: "org:admin" });
    const { text } = await look("/console/organizations");
    expect(text).toMatch(
      /Acme acme · org_\w+ · since [\d: -]+ UTC Member .* Milo Berg Sign in as Milo Berg org:member milo@acme\.example/,
    );
    expect(text).toMatch(/Invited .* kim@own\.example org:admin/);
    expect(text).toContain("No invitation is pending.");
  });

  test("sessions, open and ended", async () => {
    await clerk.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const { sessionId } = await clerk.rpc.sessionFor({ userId: MILO.id });
    await clerk.rpc.revokeSession(sessionId);
    const { text } = await look("/console/sessions");
    expect(text).toMatch(/Milo Berg revoked none .* Ada Novak active Acme/);
  });

  test("the code and the link in a mail", async () => {
    await invited.invite(clerk, "kim@own.example");
    const browser = await invited.newBrowser(clerk);
    await browser.call("POST", "/client/sign_ins", { identifier: ADA.email, strategy: "email_code" });
    const { text, markup } = await look("/console/mail");
    expect(text).toContain(await clerk.rpc.lastCodeFor(ADA.email));
    expect(markup).toContain(`<a href="${await invited.linkTo(clerk, "kim@own.example")}">`);
  });

  test("which file of the SDK made a call, but not its own", async () => {
    await clerk.sdk.users.getUser(ADA.id);
    await fetch(`${clerk.url}/v1/saml_connections`);
    await look("/");
    const { text } = await look("/console/requests");
    expect(text).toMatch(
      /GET \/v1\/saml_connections 501 unknown .* GET \/v1\/users\/user_\w+ 200 backend\/api\/endpoints\/UserApi\.ts/,
    );
    expect(text).not.toContain("GET / ");
  });

  test("webhooks with every attempt, and replays one", async () => {
    await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT, webhooksHeld: true });
    await clerk.rpc.renameOrganization({ orgId: ACME.id, name: "Acme Two" });
    clerk.answerWith(500);
    await clerk.rpc.deliverWebhooks();
    expect((await look("/console/webhooks")).text).toMatch(/organization\.updated .* waiting until .* 500 /);
    const [{ id } = { id: "" }] = await clerk.rpc.webhooks();
    const pressed = await press("/console/replay", { id });
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, "/console/webhooks"]);
    expect(clerk.received.map((received) => received.id)).toEqual([id, id]);
    expect((await look("/console/webhooks")).text).toMatch(/ delivered 500 .* 204 /);
  });

  test.each(PAGES)("%s to nobody's harm: no markup of a person's, no script, no frame", async (path) => {
    const evil = `<script>alert("1")</script>'`;
    const { id } = await clerk.rpc.createPerson({
      email: "eve@own.example",
      password: null,
      firstName: evil,
    });
    const { id: orgId } = await clerk.rpc.createOrganization({ name: evil, createdBy: id });
    await clerk.rpc.sessionFor({ userId: id, orgId });
    await fetch(`${clerk.url}/v1/${encodeURIComponent(evil)}`);
    await invited.invite(clerk, "kim@own.example", { organizationId: orgId });
    const response = await fetch(`${clerk.url}${path}`);
    expect(response.status).toBe(200);
    const markup = await response.text();
    expect(markup).not.toContain("<script");
    expect(markup).not.toContain(`"1"`);
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; .*frame-ancestors 'none'/,
    );
  });

  test("tables that say what they lack", async () => {
    const pages = ["/console/sessions", "/console/mail", "/console/webhooks", "/console/requests"];
    const looks = await Promise.all(pages.map(look));
    expect(looks.map(({ markup }) => markup.includes(`class="empty"`))).toEqual([true, true, true, true]);
  });

  test("itself also while Clerk is down", async () => {
    await clerk.rpc.fault({ api: "frontend", kind: "error-500" });
    expect((await look("/")).status).toBe(200);
  });
});

describe("a button of the console", () => {
  test("signs in as anybody, with an organization active", async () => {
    const pressed = await press("/console/sign-in", { user_id: MILO.id, org_id: ACME.id });
    // Somebody else's browser by then.
    const browser = await browserFor(clerk, { userId: ADA.id });
    const { to } = await browser.open(pressed.headers.get("location") ?? "");
    expect(`${to?.origin}${to?.pathname}`).toBe(`${clerk.appOrigin}/sign-in`);
    const { json } = await invited.signInBy(browser, to?.searchParams.get("__clerk_ticket") ?? "");
    expect(json.client?.sessions).toMatchObject([
      { user: { id: MILO.id }, last_active_organization_id: ACME.id },
    ]);
  });

  test.each([
    ["another origin", { origin: "https://evil.example" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["a page without an origin", { origin: "null" }],
    ["another site, as the browser knows", { "sec-fetch-site": "cross-site" }],
    ["the site's own host", { "sec-fetch-site": "same-site" }],
  ])("cannot be pressed from %s", async (_where, headers: Record<string, string>) => {
    await clerk.rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT, webhooksHeld: true });
    await clerk.rpc.renameOrganization({ orgId: ACME.id, name: "Acme Two" });
    const [{ id } = { id: "" }] = await clerk.rpc.webhooks();
    const answers = [
      await press("/console/sign-in", { user_id: MILO.id }, headers),
      await press("/console/replay", { id }, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers.map((answer) => answer.headers.get("location"))).toEqual([null, null]);
    expect(clerk.received).toEqual([]);
  });

  test("says what it cannot do", async () => {
    const answers = [
      await press("/console/sign-in", { user_id: "user_unknown" }),
      await press("/console/sign-in", {}),
      await press("/console/nothing", {}),
      await fetch(`${clerk.url}/console/sign-in?user_id=${MILO.id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 422, 405, 404]);
  });
});

describe("the console is there for nobody but this machine's browser", () => {
  test.each([
    ["a public name", { host: "console.example.com" }, 421],
    ["a name that a test calls it by", { host: "clerk.test" }, 501],
    ["a name that another machine may give it", { host: "clerk.local" }, 501],
    ["the site's own proxy", { "clerk-proxy-url": "http://localhost:8787/__clerk" }, 501],
    ["a tunnel to this machine", { "x-forwarded-host": "demo.example.com" }, 501],
  ])("not by %s", async (_by, headers: Record<string, string>, status) => {
    const statuses = await Promise.all(PAGES.map((path) => statusFor(path, headers)));
    expect(new Set(statuses)).toEqual(new Set([status]));
  });

  test("not in the site, below its way to Clerk", async () => {
    const browser = await browserFor(clerk, { userId: ADA.id });
    expect(await browser.open(`${clerk.appOrigin}/__clerk/`)).toMatchObject({ status: 501, to: null });
  });

  test("at localhost as at 127.0.0.1", async () => {
    expect(await statusFor("/", { host: "localhost" })).toBe(200);
  });
});
