import { chanceOf, forecastOf } from "./forecast.ts";
import { readAsked, type Asked } from "./read-asked.ts";
import { settingsFrom } from "./settings.ts";
import type { TokenClass, Verify } from "./token-class.ts";
import { verifierOf } from "./verify-twice.ts";

type Route = { readonly takes: TokenClass; readonly answer: (asked: Asked) => unknown };

/** Path → the one class of token that it takes, and what it answers. */
const ROUTES: Readonly<Record<string, Route>> = {
  "/forecast": { takes: "session", answer: ({ figures }) => forecastOf(figures) },
  "/chance": {
    takes: "template",
    answer: ({ figures, days }) => (days === null ? null : { percent: chanceOf(figures, days) }),
  },
};

const RETRY_AFTER_SECONDS = 10;

/** Once per isolate, so that the keys are remembered from one request to the next. */
let verify: Verify | undefined;

export default {
  async fetch(request, env): Promise<Response> {
    try {
      verify ??= verifierOf(settingsFrom({ ...env }));
      return await answer(request, verify);
    } catch (error) {
      console.error(JSON.stringify({ event: "unhandled-error", error: String(error) }));
      return refused(500, "internal");
    }
  },
} satisfies ExportedHandler<Record<string, unknown>>;

async function answer(request: Request, verifyToken: Verify): Promise<Response> {
  const { pathname } = new URL(request.url);
  const route = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined;
  if (route === undefined) return refused(404, "not_found");
  if (request.method !== "POST") return refused(405, "method_not_allowed", { allow: "POST" });
  const token = /^Bearer ([\w.-]{1,8192})$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) return unauthenticated("none");
  const verdict = await verifyToken(token, route.takes);
  if (verdict.kind === "refused") return unauthenticated(verdict.fault);
  if (verdict.kind === "unavailable") {
    return refused(503, "unavailable", { "retry-after": `${RETRY_AFTER_SECONDS}` });
  }
  // Figures are an organization's, and so is what is made of them.
  if (verdict.identity.orgId === null) return refused(400, "no_active_org");
  const asked = await readAsked(request);
  const said = asked === null ? null : route.answer(asked);
  return said === null ? refused(400, "bad_request") : Response.json(said, { headers: NOT_STORED });
}

const NOT_STORED = { "cache-control": "no-store" };

/** Every token that is no good is answered alike; what was wrong with it is in the log, and nothing of it. */
function unauthenticated(fault: string): Response {
  console.warn(JSON.stringify({ event: "token-refused", fault }));
  return refused(401, "unauthenticated", { "www-authenticate": "Bearer" });
}

function refused(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ error }, { status, headers: { ...NOT_STORED, ...headers } });
}
