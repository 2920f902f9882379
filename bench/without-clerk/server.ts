import type { MiddlewareHandler } from "astro";
import { ACME, ADA } from "#test/support/people.ts";

/** Takes everybody for Ada in Acme, at no cost, and adds nothing to the page. */
export function clerkMiddleware(): MiddlewareHandler {
  return (context, next) => {
    Object.assign(context.locals, { auth: () => AUTH, currentUser: refuse, authToken: null });
    return next();
  };
}

export function clerkClient(): never {
  return refuse();
}

const CLAIMS = {
  iss: "https://clerk.app.example.com",
  azp: "https://app.example.com",
  v: 2,
  sid: "sess_bench",
  sub: ADA.id,
  iat: 0,
  nbf: 0,
  exp: 60,
};

const AUTH = {
  sessionClaims: CLAIMS,
  sessionStatus: "active",
  userId: ADA.id,
  orgId: ACME.id,
  orgSlug: ACME.slug,
  orgRole: "org:admin",
  orgPermissions: ["org:tasks:manage"],
  // What <Show> asks: an admin has what the navigation is about.
  has: () => true,
};

function refuse(): never {
  throw new Error("the measured page asks nothing of Clerk");
}
