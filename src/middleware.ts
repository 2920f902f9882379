import { clerkMiddleware } from "@clerk/astro/server";
import type { APIContext, MiddlewareHandler } from "astro";
import { admit, asksMirror, type Admission } from "#src/auth/access.ts";
import type { Caller, Session } from "#src/auth/caller.ts";
import { readSession, signedOutAuth, withPublicClaims, type Reading } from "#src/auth/clerk-session.ts";
import { expectedOrganizations } from "#src/auth/expected-organization.ts";
import { organizationOf } from "#src/auth/form-organization.ts";
import { ORGANIZATION_PATHS } from "#src/auth/organization-paths.ts";
import { expectedClaims } from "#src/auth/session-claims.ts";
import { reportSession } from "#src/auth/session-report.ts";
import { Database, isDeletedOrganization } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import type { Config } from "#src/lib/config.ts";
import { failureResponse } from "#src/lib/failure.ts";
import { readForm } from "#src/lib/form.ts";
import { once } from "#src/lib/once.ts";
import { isApiPath } from "#src/lib/problem.ts";
import { backendUnavailable } from "#src/lib/sign-in-unavailable.ts";
import { mayCallClerk, mayWrite, openDatabase, readConfig } from "#src/platform.ts";
import { answerAdmission } from "#src/request/answer-admission.ts";
import { answerApi } from "#src/request/answer-api.ts";
import { behindClerk } from "#src/request/behind-clerk.ts";
import { currentSession, type CurrentSession } from "#src/request/current-session.ts";
import { keepBookmark, readBookmark } from "#src/request/bookmark.ts";
import { machineCaller, refuseMachine } from "#src/request/machine-token.ts";
import type { Next, Visit } from "#src/request/visit.ts";

let clerk: MiddlewareHandler | undefined;

/** Request → who is calling, for which organization, and whether they may enter. Then the page. */
export const onRequest: MiddlewareHandler = async (context, next) => {
  try {
    const config = readConfig();
    const refusal = await refuseMachine(context, { config, mayCallClerk });
    if (refusal !== null) return refusal;
    clerk ??= clerkFor(config);
    return await behindClerk({ clerk, context, page: () => answerCaller(context, config, next) });
  } catch (error) {
    // Here, since Astro would turn it into an empty 500 of its own.
    return failureResponse(error, context.url.pathname);
  }
};

function clerkFor(config: Config): MiddlewareHandler {
  return clerkMiddleware({
    jwtKey: config.jwtKey,
    authorizedParties: [config.origin],
    organizationSyncOptions: ORGANIZATION_PATHS,
  });
}

async function answerCaller(context: APIContext, config: Config, next: Next): Promise<Response> {
  const { request, locals } = context;
  const machine = machineCaller(context, config);
  if (machine?.ok === false) return machine.reason;
  const person = readCaller(context, config);
  const { session, isUnknown } =
    machine === null ? await asOfNow(context, person) : { session: machine.value, isUnknown: false };
  const isApi = isApiPath(context.url.pathname);
  const form = request.method === "POST" && !isApi ? await readForm(request) : null;
  const connection = openDatabase(readBookmark(context, config));
  const database = new Database(connection);
  locals.caller = callerOf(session, database);
  locals.form = form;
  locals.keptForm = null;
  locals.unsentForm = null;
  const { externalApiUrl } = config;
  locals.externalApi =
    externalApiUrl === null
      ? null
      : { url: externalApiUrl, getToken: (options) => locals.auth().getToken(options) };
  const admission = admit(
    {
      routePattern: context.routePattern,
      method: request.method,
      organization: context.params["slug"],
      formOrganization: form === null ? null : organizationOf(form),
      expected: isApi ? expectedOrganizations(request) : [],
    },
    session,
  );
  if (isUnknown && admission.kind === "forbidden") return backendUnavailable(request.url);
  const visit = { context, config, database, session, next, mayWrite };
  const response = await answered(isApi ? answerApi : answerAdmission, visit, admission);
  if (!["GET", "HEAD"].includes(request.method)) keepBookmark(context, config, connection.getBookmark());
  return response;
}

/** Where more than a token's word counts (rights.ts), the session less what it has lost since. */
async function asOfNow(context: APIContext, { session, sessionId = "" }: Reading): Promise<CurrentSession> {
  const { routePattern, request } = context;
  if (session.kind !== "member" || !asksMirror(routePattern, request.method, session.tenant)) {
    return { session, isUnknown: false };
  }
  const primary = new Database(openDatabase("first-primary"));
  const scope = new TenantScope(session.tenant.orgId, primary);
  return currentSession({ session, sessionId }, scope);
}

/** Whose organization was deleted may no more write there than whose role is too low. */
async function answered(answer: typeof answerApi, visit: Visit, admission: Admission): Promise<Response> {
  try {
    return await answer(visit, admission);
  } catch (error) {
    if (!isDeletedOrganization(error)) throw error;
    return answer(visit, { kind: "forbidden" });
  }
}

/** Who is calling, from Clerk's auth object; afterwards that object says no more than may leave the server. */
function readCaller({ request, locals }: APIContext, config: Config): Reading {
  const auth = locals.auth({ treatPendingAsSignedOut: false });
  const reading = readSession(auth, expectedClaims(config));
  const { session, refusal } = reading;
  if (refusal !== undefined) console.warn(JSON.stringify({ event: "session-refused", claim: refusal }));
  const { authToken: token } = locals;
  locals.describeSession = () =>
    session.kind === "anonymous"
      ? null
      : reportSession(request, { claims: auth.sessionClaims, token }, Date.now());
  locals.auth = refusal === undefined ? withPublicClaims(locals.auth) : signedOutAuth;
  locals.currentUser = once(locals.currentUser);
  return reading;
}

/** The one birthplace of a tenant scope in a request: tenant and scope cannot disagree. */
function callerOf(session: Session, database: Database): Caller<TenantScope> {
  if (session.kind === "member") {
    return { ...session, scope: new TenantScope(session.tenant.orgId, database) };
  }
  return session.kind === "machine"
    ? { ...session, scope: new TenantScope(session.orgId, database) }
    : session;
}
