import { createClerkClient } from "@clerk/backend";
import { CAST } from "#clerk-local/seed.ts";
import { ACCESS, accessTo } from "#src/auth/access.ts";
import type { Right } from "#src/auth/rights.ts";
import { newTaskId } from "#src/lib/ids.ts";
import type { Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

const [ownMachine] = CAST.machines;
if (ownMachine === undefined) throw new Error("the cast has no machine");
/** The site's own, for which M2M tokens have to be. */
export const OWN_MACHINE = ownMachine;

/** Every cell of the table of access, as `GET /api/tasks`, and whether a machine enters. */
export const CELLS = Object.keys(ACCESS).flatMap((route) =>
  Object.entries(accessTo(route) ?? {}).map(([method, { machine, rights = [] }]) => ({
    route,
    method,
    rights,
    isOpen: machine === true,
  })),
);

/** Clerk's SDK as whoever owns the instance uses it; with a machine's key, as that machine does. */
export function ownersSdk({ settings }: Site, machineSecretKey = "") {
  const { CLERK_API_URL: apiUrl = "", CLERK_SECRET_KEY: secretKey = "" } = settings;
  const keys = machineSecretKey === "" ? { secretKey } : { machineSecretKey };
  return createClerkClient({ ...keys, apiUrl, telemetry: { disabled: true } });
}

export type WantedKey = {
  readonly subject: string;
  readonly scopes: readonly Right[];
  readonly name?: string;
};

export async function newApiKey(site: Site, { subject, scopes, name = "Nightly import" }: WantedKey) {
  const { id, secret = "" } = await ownersSdk(site).apiKeys.create({ name, subject, scopes: [...scopes] });
  return { id, secret };
}

type WantedToken = {
  readonly claims: Record<string, unknown> | null;
  /** The machines that the token is for; the site's own if not given. */
  readonly scopedMachines?: readonly string[];
  readonly tokenFormat?: "jwt";
};

export async function newM2MToken(site: Site, wanted: WantedToken) {
  const { claims, scopedMachines = [OWN_MACHINE.id], tokenFormat } = wanted;
  const machine = await ownersSdk(site).machines.create({
    name: "warehouse",
    scopedMachines: [...scopedMachines],
  });
  const asMachine = ownersSdk(site, machine.secretKey).m2m;
  const { token = "" } = await asMachine.createToken({ claims, ...(tokenFormat && { tokenFormat }) });
  return { id: machine.id, secret: token };
}

/** What a program sends that has nothing but its token. */
export function bearer(token: string, more: Headers = {}): Headers {
  return { accept: "application/json", authorization: `Bearer ${token}`, ...more };
}

/** A request to a cell of the table, about things that are nowhere. */
export function askCell(
  site: Site,
  { route, method }: { readonly route: string; readonly method: string },
  headers: Headers,
) {
  const path = route
    .replace("[slug]", "acme")
    .replaceAll("/[...rest]", "")
    .replaceAll(/\[\w+\]/g, newTaskId());
  if (method === "GET") return site.fetch(path, { headers });
  const isForm = !route.startsWith("/api/");
  const type = isForm ? "application/x-www-form-urlencoded" : "application/json";
  const origin: Headers = isForm ? { origin: site.origin, "sec-fetch-site": "same-origin" } : {};
  const body = method === "DELETE" ? null : isForm ? "act=create" : "{}";
  return site.fetch(path, { method, headers: { ...headers, ...origin, "content-type": type }, body });
}
