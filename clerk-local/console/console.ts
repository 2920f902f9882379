import type { Situation } from "#clerk-local/dispatch.ts";
import { Refusal } from "#clerk-local/errors.ts";
import { readFields } from "#clerk-local/fields.ts";
import { isSameOrigin } from "#clerk-local/guard.ts";
import type { Instance } from "#clerk-local/instance.ts";
import { ACTIONS } from "./actions.ts";
import { html, type Html } from "./html.ts";
import { mailPage } from "./mail.ts";
import { organizationsPage } from "./organizations.ts";
import { peoplePage } from "./people.ts";
import { requestsPage } from "./requests.ts";
import { sessionsPage } from "./sessions.ts";
import { STYLE } from "./style.ts";
import { webhooksPage } from "./webhooks.ts";

type Page = { readonly path: string; readonly title: string; readonly show: (situation: Situation) => Html };

const STYLE_PATH = "/console/style.css";

const PAGES: readonly Page[] = [
  { path: "/", title: "People", show: peoplePage },
  { path: "/console/organizations", title: "Organizations", show: organizationsPage },
  { path: "/console/sessions", title: "Sessions", show: sessionsPage },
  { path: "/console/mail", title: "Outbox", show: mailPage },
  { path: "/console/webhooks", title: "Webhooks", show: webhooksPage },
  { path: "/console/requests", title: "Requests", show: requestsPage },
];

/** A page of the console; or, after one of its own buttons was pressed, the way on. Nothing else changes anything. */
export async function answerConsole(request: Request, situation: Situation): Promise<Response> {
  const { pathname } = new URL(request.url);
  const fields = await readFields(request);
  try {
    const action = ACTIONS.get(pathname);
    if (request.method === "POST" && action !== undefined) {
      if (!isSameOrigin(request)) throw new Refusal(403, "", "Only the console's own buttons do this.");
      const location = await action(situation, fields);
      return new Response(null, { status: 303, headers: { ...headersFor(situation.instance), location } });
    }
    if (request.method !== "GET") throw new Refusal(405, "", "Nothing here can be done that way.");
    return show(pathname, situation);
  } catch (error) {
    if (error instanceof Refusal) return failure(error, situation.instance);
    throw error;
  }
}

function show(pathname: string, situation: Situation): Response {
  const headers = headersFor(situation.instance);
  if (pathname === STYLE_PATH) {
    return new Response(STYLE, { headers: { ...headers, "content-type": "text/css; charset=utf-8" } });
  }
  const page = PAGES.find(({ path }) => path === pathname);
  if (page === undefined) throw new Refusal(404, "", "The console has no such page.");
  return new Response(document(page, page.show(situation)), { headers });
}

function failure({ status, message }: Refusal, instance: Instance): Response {
  const body = document({ path: null, title: "That did not work" }, html`<p>${message}</p>`);
  return new Response(body, { status, headers: headersFor(instance) });
}

function document({ path, title }: { path: string | null; title: string }, content: Html): string {
  const links = PAGES.map((page) => {
    const current = page.path === path ? html` aria-current="page"` : null;
    return html`<li><a href="${page.path}" ${current}>${page.title}</a></li>`;
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · clerk-local</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${STYLE_PATH}" />
      </head>
      <body>
        <header>
          <p>clerk-local</p>
          <nav aria-label="Console">
            <ul>
              ${links}
            </ul>
          </nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}

/**
 * No script, no frame, no other origin, but for the way to the site's sign-in page, which `form-action` holds
 * against redirects too. The referrer stays: without one, a browser names no origin with a form.
 */
function headersFor({ appOrigin }: Instance): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src data:",
    `form-action 'self' ${appOrigin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
}
