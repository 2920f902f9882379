import type { Asked } from "./asked.ts";
import { Refusal, refusalResponse } from "./errors.ts";
import type { FaultRecord } from "./state/records.ts";
import type { Tables } from "./state/tables.ts";

const DEFAULT_DELAY_MS = 1000;
const DEFAULT_RETRY_AFTER_SECONDS = 10;
/** Longer than any caller waits; the runtime cancels a request that waits for nothing at all. */
const LONGEST_HANG_MS = 10 * 60 * 1000;

export type FaultKind =
  /** The caller's fetch rejects, as at a refused connection. */
  | "down"
  /** No answer ever; ends when the caller gives up. */
  | "hang"
  /** The right answer after `delayMs`. */
  | "slow"
  /** Clerk's envelope with 500. */
  | "error-500"
  /** A gateway's HTML page with 503. */
  | "html-503"
  /** Clerk's envelope with 429 and `Retry-After`. */
  | "rate-limited"
  /** 200 with text that is not JSON. */
  | "junk";

export type Fault = {
  readonly api: Asked["api"];
  readonly kind: FaultKind;
  /** Only paths that begin so, `/v1/sessions/` for example. */
  readonly path?: string;
  /** For `slow`; a second if not given. */
  readonly delayMs?: number;
  /** For `rate-limited`; ten if not given. */
  readonly retryAfterSeconds?: number;
  /** For `junk`: what it says it is; `application/json` if not given. */
  readonly contentType?: string;
};

/** Puts a fault in place of the one with the same API and path; null takes all of them away. */
export function setFault(tables: Tables, fault: Fault | null): void {
  if (fault === null) tables.faults.removeAll();
  else tables.faults.put({ ...fault, id: `${fault.api} ${fault.path ?? ""}` });
}

/** The fault that a request meets, that of the longest path if several do; null for an undisturbed one. */
export function faultFor(tables: Tables, { api, path }: Pick<Asked, "api" | "path">): FaultRecord | null {
  const met = tables.faults.all().filter((fault) => fault.api === api && path.startsWith(fault.path ?? ""));
  return met.toSorted((a, b) => a.id.length - b.id.length).at(-1) ?? null;
}

/** What a fault answers; null for the kinds that give no answer of their own. */
export function faultyAnswer(fault: Fault): Response | null {
  switch (fault.kind) {
    case "down":
    case "hang":
    case "slow":
      return null;
    case "error-500":
      return refusalResponse(new Refusal(500, "internal_clerk_error", "Something went wrong on our side."));
    case "html-503":
      return new Response("<!doctype html><title>503</title><h1>Service Unavailable</h1>", {
        status: 503,
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    case "rate-limited":
      return rateLimited(fault.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS);
    case "junk":
      return new Response("This is not what you were waiting for.", {
        headers: { "content-type": fault.contentType ?? "application/json" },
      });
  }
}

/** Holds an answer back: by the fault's delay, or until the caller gives up. */
export async function holdBack(fault: Fault, signal: AbortSignal): Promise<void> {
  const milliseconds = fault.kind === "hang" ? LONGEST_HANG_MS : (fault.delayMs ?? DEFAULT_DELAY_MS);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function rateLimited(retryAfterSeconds: number): Response {
  const response = refusalResponse(
    new Refusal(429, "too_many_requests", "Too many requests. Try again later."),
  );
  response.headers.set("retry-after", String(retryAfterSeconds));
  return response;
}
