import type { SessionAuthObject } from "@clerk/backend";
import { clerkRuleOf, may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { UserId } from "#src/lib/ids.ts";

/*
 * What must not compile. Each line below an expectation is an error today; were one allowed, the type check
 * would fail on the expectation itself.
 */
type Given = { readonly tenant: Tenant; readonly createdBy: UserId; readonly auth: SessionAuthObject };

export function asking({ tenant, createdBy }: Given): void {
  may(tenant, "tasks.delete", { createdBy });
  // @ts-expect-error whose task decides, and none is named
  may(tenant, "tasks.delete");
  // @ts-expect-error who made it does not matter
  may(tenant, "posts.publish", { createdBy });
  // @ts-expect-error no right of the table
  may(tenant, "tasks.destroy");
}

export function askingClerk({ auth }: Given): void {
  auth.has({ permission: "org:posts:publish" });
  auth.has(clerkRuleOf("members.manage"));
  // @ts-expect-error Clerk's own permissions never stand in a token: this would always be false
  auth.has({ permission: "org:sys_memberships:manage" });
  // @ts-expect-error no permission of roles.ts
  auth.has({ permission: "org:posts:manage" });
  // @ts-expect-error no role of roles.ts
  auth.has({ role: "org:owner" });
  // @ts-expect-error no permission stands for what every member may do
  clerkRuleOf("tasks.read");
  // @ts-expect-error no permission stands for what belongs to whoever made it
  clerkRuleOf("tasks.delete");
}
