import type { Member } from "#src/auth/caller.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { addIntegration, removeIntegration } from "#src/features/integrations/change-integrations.ts";
import {
  parseIntegration,
  typedIntegration,
  type IntegrationFieldErrors,
  type TypedIntegration,
} from "#src/features/integrations/integration-form.ts";
import { MAX_INTEGRATIONS } from "#src/features/integrations/integration.ts";

type Actor = Member<TenantScope>;

/** What came of a form: what to say, or what to show with which status. */
export type IntegrationOutcome =
  | { readonly kind: "done"; readonly notice: "integration-added" | "integration-removed" }
  | { readonly kind: "invalid"; readonly typed: TypedIntegration; readonly errors: IntegrationFieldErrors }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly typed: TypedIntegration };

type Refusal = "absent" | "forbidden" | "full" | "unreadable";

/** Reason → status and sentence: the one table of what a refused form is answered. */
export const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  absent: { status: 404, text: "That integration is not there any more." },
  forbidden: { status: 403, text: "Your role does not allow that. Nothing was saved." },
  full: {
    status: 409,
    text: `There are ${MAX_INTEGRATIONS} integrations, as many as there may be. Remove one, then send this again.`,
  },
  unreadable: { status: 400, text: "That form could not be read. Nothing was saved." },
};

/** A form of the integrations: adds one or removes one. */
export async function submitIntegrationForm(actor: Actor, form: FormData): Promise<IntegrationOutcome> {
  const typed = typedIntegration(form);
  const act = form.get("act");
  if (act === "remove") {
    const removed = await removeIntegration(actor, form.get("integration"), Date.now());
    return removed.ok ? { kind: "done", notice: "integration-removed" } : refused(removed.reason, typed);
  }
  if (act !== "add") return refused("unreadable", typed);
  const draft = parseIntegration(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const added = await addIntegration(actor, draft.value, Date.now());
  return added.ok ? { kind: "done", notice: "integration-added" } : refused(added.reason, typed);
}

function refused(reason: Refusal, typed: TypedIntegration): IntegrationOutcome {
  return { kind: "refused", reason, typed };
}
