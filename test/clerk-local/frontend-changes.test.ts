import type { ClientJSON } from "@clerk/shared/types";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROUTES } from "#clerk-local/routes/table.ts";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { type Answer, Browser, browserFor } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

type Changes = Readonly<Record<string, (browser: Browser) => Promise<Answer>>>;

const NEW_EMAIL = "kim@new.example";
/** The beginning of a PNG: nobody decodes it here. */
const PICTURE = { file: new Blob([Uint8Array.of(137, 80, 78, 71)], { type: "image/png" }) };
const ACME_PATH = `/organizations/${ACME.id}`;

const BY_ADA: Changes = {
  "DELETE /v1/client/sessions": (ada) => ada.call("DELETE", "/client/sessions"),
  "POST /v1/client/sessions/:id/touch": (ada) =>
    ada.call("POST", `${ownSession(ada)}/touch`, { active_organization_id: ACME.id }),
  "POST /v1/client/sessions/:id/remove": (ada) => ada.call("POST", `${ownSession(ada)}/remove`),
  "POST /v1/client/sessions/:id/end": (ada) => ada.call("POST", `${ownSession(ada)}/end`),
  "PATCH /v1/me": (ada) => ada.call("PATCH", "/me", { first_name: "Adele" }),
  "DELETE /v1/me": (ada) => ada.call("DELETE", "/me"),
  "POST /v1/me/change_password": (ada) =>
    ada.call("POST", "/me/change_password", {
      current_password: CAST_PASSWORD,
      new_password: "another-password",
    }),
  "POST /v1/me/sessions/:id/revoke": async (ada) => {
    const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id });
    return ada.call("POST", `/me/sessions/${sessionId}/revoke`);
  },
  "POST /v1/me/email_addresses/": (ada) => addAddress(ada),
  "POST /v1/me/email_addresses/:id/prepare_verification": async (ada) =>
    ada.call("POST", `${await newAddress(ada)}/prepare_verification`, { strategy: "email_code" }),
  "POST /v1/me/email_addresses/:id/attempt_verification": async (ada) => {
    const path = await newAddress(ada);
    await ada.call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
    const code = (await standIn.rpc.lastCodeFor(NEW_EMAIL)) ?? "";
    return ada.call("POST", `${path}/attempt_verification`, { code });
  },
  "DELETE /v1/me/email_addresses/:id": async (ada) => ada.call("DELETE", await newAddress(ada)),
  "POST /v1/me/profile_image": (ada) => ada.call("POST", "/me/profile_image", PICTURE),
  "DELETE /v1/me/profile_image": async (ada) => {
    await ada.call("POST", "/me/profile_image", PICTURE);
    return ada.call("DELETE", "/me/profile_image");
  },
  "PUT /v1/organizations/:id/logo": (ada) => ada.call("PUT", `${ACME_PATH}/logo`, PICTURE),
  "DELETE /v1/organizations/:id/logo": async (ada) => {
    await ada.call("PUT", `${ACME_PATH}/logo`, PICTURE);
    return ada.call("DELETE", `${ACME_PATH}/logo`);
  },
  "DELETE /v1/me/organization_memberships/:id": (ada) =>
    ada.call("DELETE", `/me/organization_memberships/${GLOBEX.id}`),
  "POST /v1/organizations": (ada) => ada.call("POST", "/organizations", { name: "Third" }),
  "PATCH /v1/organizations/:id": (ada) => ada.call("PATCH", ACME_PATH, { name: "Acme Works" }),
  "DELETE /v1/organizations/:id": (ada) => ada.call("DELETE", ACME_PATH),
  "PATCH /v1/organizations/:id/memberships/:user": (ada) =>
    ada.call("PATCH", `${ACME_PATH}/memberships/${MILO.id}`, { role: "org:admin" }),
  "DELETE /v1/organizations/:id/memberships/:user": (ada) =>
    ada.call("DELETE", `${ACME_PATH}/memberships/${MILO.id}`),
  "POST /v1/organizations/:id/invitations": (ada) =>
    ada.call("POST", `${ACME_PATH}/invitations`, { email_address: NEW_EMAIL, role: "org:member" }),
  "POST /v1/organizations/:id/invitations/bulk": (ada) =>
    ada.call("POST", `${ACME_PATH}/invitations/bulk`, { email_address: NEW_EMAIL, role: "org:member" }),
  "POST /v1/organizations/:id/invitations/:invitation/revoke": async (ada) => {
    const { id } = await invitedTo(ACME, NEW_EMAIL);
    return ada.call("POST", `${ACME_PATH}/invitations/${id}/revoke`);
  },
  "POST /v1/me/organization_invitations/:id/accept": async (ada) => {
    const initech = await standIn.rpc.createOrganization({ name: "Initech", createdBy: NORA.id });
    const { id } = await invitedTo(initech, ADA.email);
    return ada.call("POST", `/me/organization_invitations/${id}/accept`);
  },
};

const BY_SOMEONE_NEW: Changes = {
  "POST /v1/client/sign_ins": (browser) =>
    browser.call("POST", "/client/sign_ins", { identifier: ADA.email, password: CAST_PASSWORD }),
  "POST /v1/client/sign_ins/:id/prepare_first_factor": async (browser) =>
    browser.call("POST", `${await signInOf(browser)}/prepare_first_factor`, { strategy: "email_code" }),
  "POST /v1/client/sign_ins/:id/attempt_first_factor": async (browser) =>
    browser.call("POST", `${await signInOf(browser)}/attempt_first_factor`, {
      strategy: "password",
      password: CAST_PASSWORD,
    }),
  "POST /v1/client/sign_ins/:id/reset_password": async (browser) => {
    const path = await signInOf(browser);
    const strategy = "reset_password_email_code";
    await browser.call("POST", `${path}/prepare_first_factor`, { strategy });
    const code = (await standIn.rpc.lastCodeFor(ADA.email)) ?? "";
    await browser.call("POST", `${path}/attempt_first_factor`, { strategy, code });
    return browser.call("POST", `${path}/reset_password`, { password: "another-password" });
  },
  "POST /v1/client/sign_ups": (browser) =>
    browser.call("POST", "/client/sign_ups", { email_address: NEW_EMAIL }),
  "PATCH /v1/client/sign_ups/:id": async (browser) =>
    browser.call("PATCH", await signUpOf(browser), { first_name: "Kim" }),
  "POST /v1/client/sign_ups/:id/prepare_verification": async (browser) =>
    browser.call("POST", `${await signUpOf(browser)}/prepare_verification`, { strategy: "email_code" }),
  "POST /v1/client/sign_ups/:id/attempt_verification": async (browser) => {
    const path = await signUpOf(browser);
    await browser.call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
    const code = (await standIn.rpc.lastCodeFor(NEW_EMAIL)) ?? "";
    return browser.call("POST", `${path}/attempt_verification`, { strategy: "email_code", code });
  },
};

/** They change nothing that a client shows, and answer without one. */
const NO_CHANGES = ["PATCH /v1/environment", "POST /v1/dev_browser", "POST /v1/client/sessions/:id/tokens"];

describe("a change through the Frontend API", () => {
  test("is tried below, whichever it is", () => {
    const changing = ROUTES.frontend.filter(({ method }) => method !== "GET");
    const names = changing.map(({ method, path }) => `${method} ${path}`);
    const tried = [...Object.keys(BY_ADA), ...Object.keys(BY_SOMEONE_NEW), ...NO_CHANGES];
    expect(names.toSorted()).toEqual(tried.toSorted());
  });

  test.each(Object.entries(BY_ADA))("%s brings the browser as it is now", async (_, change) => {
    const browser = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
    await expectWholeClient(browser, await change(browser));
  });

  test.each(Object.entries(BY_SOMEONE_NEW))("%s brings the browser as it is now", async (_, change) => {
    const browser = new Browser(standIn);
    await browser.boot();
    await expectWholeClient(browser, await change(browser));
  });
});

async function expectWholeClient(browser: Browser, { status, json }: Answer): Promise<void> {
  expect(status, JSON.stringify(json)).toBe(200);
  expect(json.response).toBeTypeOf("object");
  const now = await browser.call("GET", "/client");
  expect(clientOf(json.client)).toEqual(clientOf(now.json.response));
}

/** The client with each token named only by what it is for: two of them never are the same. */
function clientOf(json: unknown): unknown {
  // Only the Frontend API's clients are handed in.
  const client = json as ClientJSON;
  const sessions = client.sessions.map((session) => {
    const { jwt } = session.last_active_token;
    const claims: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    const { sid, o } = claims as { readonly sid: string; readonly o?: object };
    return { ...session, last_active_token: { sid, o } };
  });
  return { ...client, sessions };
}

function ownSession(browser: Browser): string {
  return `/client/sessions/${browser.sessionId ?? ""}`;
}

function addAddress(browser: Browser): Promise<Answer> {
  return browser.call("POST", "/me/email_addresses/", { email_address: NEW_EMAIL });
}

async function newAddress(browser: Browser): Promise<string> {
  const { json } = await addAddress(browser);
  return `/me/email_addresses/${String(json.response?.["id"])}`;
}

function invitedTo({ id: organizationId }: { readonly id: string }, emailAddress: string) {
  const wanted = { organizationId, emailAddress, role: "org:member" } as const;
  return standIn.sdk.organizations.createOrganizationInvitation(wanted);
}

async function signInOf(browser: Browser): Promise<string> {
  const { json } = await browser.call("POST", "/client/sign_ins", { identifier: ADA.email });
  return `/client/sign_ins/${String(json.response?.["id"])}`;
}

async function signUpOf(browser: Browser): Promise<string> {
  const fields = { email_address: NEW_EMAIL, password: CAST_PASSWORD };
  const { json } = await browser.call("POST", "/client/sign_ups", fields);
  return `/client/sign_ups/${String(json.response?.["id"])}`;
}
