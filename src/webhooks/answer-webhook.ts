import { readWebhook } from "#src/clerk/webhook.ts";
import { Database, type SqlConnection } from "#src/db/database.ts";
import { problem } from "#src/lib/problem.ts";
import { receiveWebhook } from "#src/webhooks/receive-webhook.ts";

/** Svix tries again at its own times; others are told one. */
const RETRY_AFTER_SECONDS = "5";

/**
 * Answers one of Clerk's webhooks: 200 once its effect is stored, 503 while the database is in trouble, so that Svix
 * sends it again; 400 for what Clerk did not sign, or never sends.
 */
export async function answerWebhook(
  request: Request,
  signingSecret: string,
  connection: SqlConnection,
): Promise<Response> {
  const read = await readWebhook(request, signingSecret);
  if (!read.ok) {
    console.warn(JSON.stringify({ event: "webhook-refused", fault: read.reason }));
    return problem("bad_request");
  }
  const { id, type } = read.value;
  try {
    const receipt = await receiveWebhook(read.value, new Database(connection), Date.now());
    console.info(JSON.stringify({ event: "webhook", id, type, receipt }));
    return Response.json({ receipt });
  } catch (error) {
    console.error(JSON.stringify({ event: "webhook-not-received", id, type, error: String(error) }));
    return problem("unavailable", { headers: { "retry-after": RETRY_AFTER_SECONDS } });
  }
}
