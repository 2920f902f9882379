import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST } from "#clerk-local/seed.ts";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ACME, ADA, GITA, MILO, NORA } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const PASSWORD = "correct horse battery";

describe("a new person", () => {
  test("has what the call says, its addresses verified and the first of them primary", async () => {
    const created = await standIn.sdk.users.createUser({
      emailAddress: ["Kim@Own.example", "kim@other.example"],
      password: PASSWORD,
      firstName: "Kim",
      lastName: "Own",
      externalId: "crm-1",
      locale: "de-DE",
      createdAt: new Date("2020-02-03T04:05:06Z"),
      publicMetadata: { tier: "gold" },
      privateMetadata: { credit: 1 },
      unsafeMetadata: { theme: "dark" },
    });
    expect(created).toMatchObject({
      id: expect.stringMatching(/^user_2/),
      fullName: "Kim Own",
      externalId: "crm-1",
      locale: "de-DE",
      passwordEnabled: true,
      banned: false,
      locked: false,
      createdAt: Date.UTC(2020, 1, 3, 4, 5, 6),
      lastSignInAt: null,
      publicMetadata: { tier: "gold" },
      privateMetadata: { credit: 1 },
      unsafeMetadata: { theme: "dark" },
    });
    const addresses = created.emailAddresses.map((one) => [one.emailAddress, one.verification?.status]);
    expect(addresses).toEqual([
      ["kim@own.example", "verified"],
      ["kim@other.example", "verified"],
    ]);
    expect(created.primaryEmailAddress?.emailAddress).toBe("kim@own.example");
    expect(await standIn.sdk.users.getUser(created.id)).toEqual(created);
  });

  test.each([
    [{ password: PASSWORD }, "form_data_missing"],
    [{ emailAddress: ["kim@own.example"] }, "form_data_missing"],
    [{ emailAddress: ["kim@own.example"], password: "short" }, "form_password_length_too_short"],
    [{ emailAddress: ["nowhere"], password: PASSWORD }, "form_param_format_invalid"],
    [{ emailAddress: [ADA.email], password: PASSWORD }, "form_identifier_exists"],
    [{ emailAddress: ["k@own.example", "K@own.example"], password: PASSWORD }, "form_param_duplicate"],
    [{ emailAddress: ["k@own.example"], password: PASSWORD, username: "k" }, "form_param_unknown"],
  ])("is refused for %o", async (params, code) => {
    const { users } = standIn.sdk;
    await expect(users.createUser(params)).rejects.toMatchObject({ status: 422, errors: [{ code }] });
    expect(await users.getCount()).toBe(CAST.people.length);
  });

  test("may be without a password, and with one that is too short, where the call says so", async () => {
    const { users } = standIn.sdk;
    const without = { emailAddress: ["a@own.example"], skipPasswordRequirement: true };
    expect(await users.createUser(without)).toMatchObject({ passwordEnabled: false });
    const short = { emailAddress: ["b@own.example"], password: "x", skipPasswordChecks: true };
    expect(await users.createUser(short)).toMatchObject({ passwordEnabled: true });
  });

  test("may begin banned or locked", async () => {
    const params = { skipPasswordRequirement: true };
    const banned = { ...params, emailAddress: ["a@own.example"], banned: true };
    expect(await standIn.sdk.users.createUser(banned)).toMatchObject({ banned: true, locked: false });
    const locked = { ...params, emailAddress: ["b@own.example"], locked: true };
    expect(await standIn.sdk.users.createUser(locked)).toMatchObject({ banned: false, locked: true });
  });
});

describe("a change", () => {
  test("reaches what it names and nothing else", async () => {
    const { users } = standIn.sdk;
    const before = await users.getUser(ADA.id);
    const changed = await users.updateUser(ADA.id, {
      firstName: "Augusta",
      lastName: "",
      externalId: "crm-2",
      createOrganizationEnabled: false,
      createOrganizationsLimit: 3,
      deleteSelfEnabled: false,
    });
    expect(changed).toMatchObject({
      firstName: "Augusta",
      lastName: null,
      externalId: "crm-2",
      createOrganizationEnabled: false,
      createOrganizationsLimit: 3,
      deleteSelfEnabled: false,
      createdAt: before.createdAt,
      emailAddresses: before.emailAddresses,
    });
    expect(changed.updatedAt).toBeGreaterThan(before.updatedAt);
    await expect(users.updateUser(MILO.id, { externalId: "crm-2" })).rejects.toMatchObject({
      errors: [{ code: "form_identifier_exists", meta: { paramName: "external_id" } }],
    });
  });

  test("of the password counts at once, and ends sessions where that is asked", async () => {
    const { users, sessions } = standIn.sdk;
    const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id });
    await users.updateUser(ADA.id, { password: PASSWORD });
    expect(await users.verifyPassword({ userId: ADA.id, password: PASSWORD })).toEqual({ verified: true });
    await expect(users.verifyPassword({ userId: ADA.id, password: "wrong" })).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "incorrect_password" }],
    });
    expect(await sessions.getSession(sessionId)).toMatchObject({ status: "active" });
    await users.updateUser(ADA.id, { password: `${PASSWORD}!`, signOutOfOtherSessions: true });
    expect(await sessions.getSession(sessionId)).toMatchObject({ status: "revoked" });
    expect(await users.removePassword(ADA.id)).toMatchObject({ passwordEnabled: false });
    await expect(users.verifyPassword({ userId: ADA.id, password: PASSWORD })).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "no_password_set" }],
    });
  });

  test("of metadata is merged at every level, and null takes away", async () => {
    const { users } = standIn.sdk;
    await users.replaceUserMetadata(ADA.id, { publicMetadata: { a: { b: 1, c: 2 }, d: [1, 2] } });
    const merged = await users.updateUserMetadata(ADA.id, {
      publicMetadata: { a: { b: null, e: 3 }, d: [3] },
      unsafeMetadata: { theme: "dark" },
    });
    expect(merged.publicMetadata).toEqual({ a: { c: 2, e: 3 }, d: [3] });
    expect(merged.unsafeMetadata).toEqual({ theme: "dark" });
    expect(merged.privateMetadata).toEqual({ note: "private-note-on-ada" });
    const replaced = await users.replaceUserMetadata(ADA.id, { privateMetadata: { x: 1 } });
    expect(replaced.privateMetadata).toEqual({ x: 1 });
    expect(replaced.publicMetadata).toEqual(merged.publicMetadata);
    const large = { publicMetadata: { text: "x".repeat(8192) } };
    await expect(users.updateUserMetadata(ADA.id, large)).rejects.toMatchObject({
      errors: [{ code: "form_param_exceeds_allowed_size", meta: { paramName: "public_metadata" } }],
    });
  });

  test("of the wrong type is refused", async () => {
    // Not what the SDK's types allow, but what JavaScript sends.
    const wrong = { firstName: 5 } as unknown as { firstName: string };
    await expect(standIn.sdk.users.updateUser(ADA.id, wrong)).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "form_param_type_invalid", meta: { paramName: "first_name" } }],
    });
  });
});

describe("a person's addresses", () => {
  test("can be added, made the primary one, and taken away", async () => {
    const { emailAddresses, users } = standIn.sdk;
    const first = (await users.getUser(ADA.id)).primaryEmailAddressId ?? "";
    const second = await emailAddresses.createEmailAddress({
      userId: ADA.id,
      emailAddress: "ada@second.example",
    });
    expect(second).toMatchObject({ emailAddress: "ada@second.example", verification: null });
    const early = users.updateUser(ADA.id, { primaryEmailAddressID: second.id });
    await expect(early).rejects.toMatchObject({ errors: [{ code: "verification_missing" }] });
    await emailAddresses.updateEmailAddress(second.id, { verified: true, primary: true });
    const changed = await users.getUser(ADA.id);
    expect(changed.primaryEmailAddressId).toBe(second.id);
    expect(changed.emailAddresses.map(({ id }) => id)).toEqual([second.id, first]);
    expect(await emailAddresses.getEmailAddress(first)).toMatchObject({ emailAddress: ADA.email });
    const gone = await emailAddresses.deleteEmailAddress(second.id);
    expect(gone).toMatchObject({ id: second.id, deleted: true });
    expect((await users.getUser(ADA.id)).primaryEmailAddressId).toBe(first);
    await expect(emailAddresses.deleteEmailAddress(first)).rejects.toMatchObject({
      status: 400,
      errors: [{ code: "last_required_identification_deletion_failed" }],
    });
    await expect(emailAddresses.getEmailAddress(second.id)).rejects.toMatchObject({ status: 404 });
  });

  test("can be replaced by a single one, which frees them", async () => {
    const { emailAddresses, users } = standIn.sdk;
    const wanted = { userId: ADA.id, emailAddress: "ada@second.example", verified: true };
    await emailAddresses.createEmailAddress(wanted);
    const only = await users.replaceUserEmailAddress(ADA.id, { emailAddress: "ada@third.example" });
    const person = await users.getUser(ADA.id);
    expect(person.emailAddresses).toEqual([only]);
    expect(person.primaryEmailAddressId).toBe(only.id);
    await emailAddresses.createEmailAddress({ ...wanted, userId: MILO.id });
    await expect(emailAddresses.createEmailAddress(wanted)).rejects.toMatchObject({
      errors: [{ code: "form_identifier_exists" }],
    });
  });
});

async function ids(params: Parameters<typeof standIn.sdk.users.getUserList>[0]) {
  const { data, totalCount } = await standIn.sdk.users.getUserList(params);
  expect(totalCount).toBe(data.length);
  return data.map(({ id }) => id);
}

async function names(orderBy: "+first_name" | "-first_name" | "first_name") {
  const { data } = await standIn.sdk.users.getUserList({ orderBy });
  return data.map(({ firstName }) => firstName);
}

describe("a list of people", () => {
  test("is filtered by what the SDK sends", async () => {
    await standIn.sdk.users.updateUser(GITA.id, { externalId: "crm-3" });
    await standIn.rpc.sessionFor({ userId: NORA.id });
    expect(await ids({ userId: [ADA.id, NORA.id] })).toEqual([NORA.id, ADA.id]);
    expect(await ids({ emailAddress: [MILO.email] })).toEqual([MILO.id]);
    expect(await ids({ externalId: ["crm-3"] })).toEqual([GITA.id]);
    expect(await ids({ organizationId: [ACME.id] })).toEqual([MILO.id, ADA.id]);
    expect(await ids({ query: "NOVAK" })).toEqual([ADA.id]);
    expect(await ids({ lastSignInAtAfter: 1 })).toEqual([NORA.id]);
    expect(await ids({ createdAtBefore: ADA.createdAtMs })).toEqual([]);
    expect(await ids({ createdAtAfter: ADA.createdAtMs - 1 })).toHaveLength(CAST.people.length);
    expect(await ids({ username: ["ada"] })).toEqual([]);
  });

  test("is in the order that is asked", async () => {
    expect(await names("first_name")).toEqual(["Ada", "Gita", "Hugo", "Milo", "Nora"]);
    expect(await names("+first_name")).toEqual(["Ada", "Gita", "Hugo", "Milo", "Nora"]);
    expect(await names("-first_name")).toEqual(["Nora", "Milo", "Hugo", "Gita", "Ada"]);
    const unknown = "+shoe_size" as "+first_name";
    await expect(names(unknown)).rejects.toMatchObject({ status: 422 });
  });

  test.each([501, -1, 1.5])("has no page of %d", async (limit) => {
    await expect(standIn.sdk.users.getUserList({ limit })).rejects.toMatchObject({
      status: 422,
      errors: [{ code: "form_param_value_invalid", meta: { paramName: "limit" } }],
    });
  });
});
