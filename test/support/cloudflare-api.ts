import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type CloudflareApi = {
  /** For wrangler: where the API is and as whom it is asked. */
  readonly environment: Record<string, string>;
  /** `METHOD path` of each request, the account left out, in order. */
  readonly calls: readonly string[];
  /** The bodies of requests to this `METHOD path`. */
  readonly bodiesOf: (call: string) => readonly string[];
  readonly close: () => Promise<void>;
};

type Account = {
  /** The secrets on the Worker; null when there is no Worker of that name. */
  readonly secrets: readonly string[] | null;
  /** What a preview's alias is followed by in its address; without it preview URLs are off. */
  readonly previewSuffix?: string;
  /** A statement that the database refuses. */
  readonly refusedSql?: string;
};

const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
const VERSION_ID = "3f1d8a52-6c07-4b8e-9a55-0c1f7f2f4c11";

/**
 * As much of Cloudflare's API as wrangler 4.151.0 asks while it lists secrets, migrates D1 and uploads a
 * Worker; the shapes are those its own client reads (node_modules/wrangler). Anything else is answered 404.
 */
export async function startCloudflareApi(account: Account): Promise<CloudflareApi> {
  const requests: { readonly call: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = new URL(request.url ?? "", "http://api").pathname.replace(`/accounts/${ACCOUNT_ID}`, "");
      const call = `${request.method} ${path}`;
      const body = Buffer.concat(chunks).toString();
      requests.push({ call, body });
      const refused = account.refusedSql !== undefined && body.includes(account.refusedSql);
      answer(response, refused ? undefined : resultFor(call, account));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port answers its address as an object.
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_API_TOKEN: "a-token-of-nobody",
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
    },
    get calls() {
      return requests.map(({ call }) => call);
    },
    bodiesOf: (wanted) => requests.filter(({ call }) => call === wanted).map(({ body }) => body),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Undefined where there is nothing of that name. */
function resultFor(call: string, { secrets, previewSuffix }: Account): unknown {
  if (/^GET \/workers\/scripts\/[\w-]+\/secrets$/.test(call)) {
    return secrets?.map((name) => ({ name, type: "secret_text" }));
  }
  if (secrets === null) return undefined;
  const subdomain = {
    enabled: false,
    previews_enabled: previewSuffix !== undefined,
    preview_url_suffix: previewSuffix,
  };
  const version = {
    id: VERSION_ID,
    startup_time_ms: 20,
    metadata: { has_preview: true },
    resources: { script: { etag: "an-etag" } },
  };
  const results: readonly (readonly [pattern: RegExp, result: unknown])[] = [
    [/^POST \/d1\/database\/[\w-]+\/query$/, [{ results: [], success: true, meta: { duration: 1 } }]],
    [
      /^GET \/workers\/services\/[\w-]+$/,
      { default_environment: { script: { last_deployed_from: "wrangler" } } },
    ],
    [/^GET \/workers\/workers\/[\w-]+$/, { subdomain }],
    [/\/assets-upload-session$/, { jwt: "uploaded", buckets: [] }],
    [/^POST \S+\/versions$/, version],
    [
      /^GET \S+\/deployments$/,
      { deployments: [{ versions: [{ version_id: VERSION_ID, percentage: 100 }] }] },
    ],
    [/^POST \S+\/deployments$/, { id: VERSION_ID }],
    [/^GET \S+\/settings$/, { bindings: [] }],
    [/^PATCH \S+\/script-settings$/, {}],
    [/^POST \S+\/subdomain$/, subdomain],
    [/^POST \S+\/domains\/changeset$/, { added: [], removed: [], updated: [], conflicting: [] }],
    [/^PUT \S+\/domains\/records$/, []],
  ];
  return results.find(([pattern]) => pattern.test(call))?.[1];
}

/** Cloudflare's envelope; 10007 is its code for a Worker that does not exist. */
function answer(response: ServerResponse, result: unknown): void {
  const found = result !== undefined;
  const errors = found ? [] : [{ code: 10_007, message: "This Worker does not exist on your account." }];
  response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify({ success: found, errors, messages: [], result: found ? result : null }));
}
