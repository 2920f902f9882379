import type { MachineSession } from "#src/auth/caller.ts";
import { RIGHTS, type Right } from "#src/auth/rights.ts";
import { parseMachineId, parseOrgId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** What of Astro's locals tells who calls by a machine's token. */
export type MachineAuth = Pick<App.Locals, "auth" | "authReason" | "authMessage">;

/** `unavailable`: Clerk could not say; `refused`: the token is no good here. */
export type MachineRefusal = "unavailable" | "refused";

/**
 * The machine whose token Clerk's middleware has verified. An API key counts for the organization that it belongs
 * to, with its scopes; one of a person's names no organization and is refused. A service's token counts where it is
 * for the machine of that id, and for the organization and permissions that its claims name.
 */
export function readMachine(
  { auth: authFor, authReason, authMessage }: MachineAuth,
  ownMachineId: string | null,
): Result<MachineSession, MachineRefusal> {
  if (authReason !== null) return fail(refusalOf(authReason, authMessage));
  const auth = authFor({ acceptsToken: ["api_key", "m2m_token"] });
  if (!auth.isAuthenticated) return fail("refused");
  switch (auth.tokenType) {
    case "api_key": {
      const { id, name, orgId, scopes } = auth;
      return machineSession({ machineId: id, name, orgId, scopes });
    }
    case "m2m_token": {
      const { machineId, scopes, claims } = auth;
      const { org_id: orgId, permissions } = claims ?? {};
      const session = machineSession({ machineId, name: null, orgId, scopes: permissions });
      const isForSite = ownMachineId !== null && listOf(scopes).includes(ownMachineId);
      return session.ok && !isForSite ? fail("refused") : session;
    }
  }
}

type Said = {
  readonly machineId: unknown;
  readonly name: unknown;
  readonly orgId: unknown;
  readonly scopes: unknown;
};

const MAX_NAME_LENGTH = 100;

function machineSession(said: Said): Result<MachineSession, MachineRefusal> {
  const machineId = parseMachineId(said.machineId);
  const orgId = parseOrgId(said.orgId);
  // Clerk names whatever it knows: this was no answer of Clerk's.
  if (machineId === null) return fail("unavailable");
  if (orgId === null) return fail("refused");
  const name = typeof said.name === "string" ? said.name.slice(0, MAX_NAME_LENGTH) : null;
  return ok({ kind: "machine", machineId, name, orgId, scopes: listOf(said.scopes).filter(isRight) });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRight(scope: unknown): scope is Right {
  return typeof scope === "string" && Object.hasOwn(RIGHTS, scope);
}

/**
 * The SDK tells an unknown token apart from everything else that may have gone wrong, and leaves the status of that
 * in its message (`@clerk/backend` tokens/verify.ts and errors.ts). Clerk's own refusals are 4xx; 401 and 403 are
 * about the site's key, 408 and 429 about the moment.
 */
function refusalOf(reason: string, message: string | null): MachineRefusal {
  if (reason === "token-invalid") return "refused";
  const status = Number(/\bstatus=(\d{3})\b/.exec(message ?? "")?.[1] ?? 0);
  return status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status) ? "refused" : "unavailable";
}
