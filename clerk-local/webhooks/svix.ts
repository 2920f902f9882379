/** Long enough for any handler: what Svix waits for an answer (docs.svix.com/retries). */
const PATIENCE_MS = 15_000;

/**
 * How long after the failure of the first, second and every later attempt the next one follows
 * (docs.svix.com/retries). After the last of them the message has failed.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * 1000,
  5 * 60 * 1000,
  30 * 60 * 1000,
  2 * 60 * 60 * 1000,
  5 * 60 * 60 * 1000,
  10 * 60 * 60 * 1000,
  10 * 60 * 60 * 1000,
];

export type Signed = {
  readonly id: string;
  readonly body: string;
  /** By the real clock, which the site compares it with: five minutes either way. */
  readonly atMs: number;
  /** `whsec_` and base64. */
  readonly secret: string;
};

/** The headers by which the site knows a webhook for Clerk's (docs.svix.com/receiving/verifying-payloads/how-manual). */
export async function svixHeaders({ id, body, atMs, secret }: Signed): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(atMs / 1000));
  const secretBytes = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (letter) => letter.charCodeAt(0));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secretBytes, algorithm, false, ["sign"]);
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, content));
  return {
    "content-type": "application/json",
    "user-agent": "Svix-Webhooks/1 (clerk-local)",
    "svix-id": id,
    "svix-timestamp": timestamp,
    "svix-signature": `v1,${btoa(String.fromCharCode(...signature))}`,
  };
}

/** The status of the answer; null when none came in time. A redirect is an answer like any other, and no success. */
export async function send(endpoint: string, signed: Signed): Promise<number | null> {
  const headers = await svixHeaders(signed);
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers,
      body: signed.body,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}
