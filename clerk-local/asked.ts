import { type Api, apiOf } from "./guard.ts";
import { isScriptPath } from "./routes/scripts.ts";

/** What a request asks for, as it is routed and remembered. */
export type Asked = {
  readonly api: Api | "script";
  readonly method: string;
  readonly path: string;
  /** Without the question mark, and without what signs anybody in. */
  readonly query: string;
};

const CREDENTIALS = [
  "__session",
  "__clerk_db_jwt",
  "__clerk_handshake",
  "__clerk_handshake_nonce",
  "nonce",
  "ticket",
];

export function askedOf(request: Request): Asked {
  const { pathname: path, searchParams } = new URL(request.url);
  // clerk-js sends GET and POST only, and says what it means in `_method` (clerk-js/core/fapiClient.ts).
  const override = searchParams.get("_method");
  const method = request.method === "POST" && override !== null ? override.toUpperCase() : request.method;
  for (const name of CREDENTIALS) searchParams.delete(name);
  const api = isScriptPath(path) ? "script" : apiOf(request);
  return { api, method, path, query: searchParams.toString() };
}
