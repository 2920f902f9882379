import { createClerkClient } from "@clerk/backend";
import { verifyWebhook, type WebhookEvent } from "@clerk/backend/webhooks";
import { getCookieSuffix } from "@clerk/shared/keys";
import {
  convertV4MiniflareOptions,
  Miniflare,
  type Request as MiniflareRequest,
  Response as MiniflareResponse,
} from "miniflare";
import { clerkLocalUrl, clerkLocalWorkers, controlOf } from "#test/support/clerk-local.ts";
import { settingsFor, WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { INSTANCES, SECRET_KEY } from "./stand-in.ts";

/** One attempt at a webhook, verified as a site does it. */
export type Received = { readonly id: string; readonly event: WebhookEvent; readonly request: () => Request };

export type Receiving = Awaited<ReturnType<typeof startReceiving>>;

const settings = settingsFor("test", INSTANCES.test.appOrigin);
export const WEBHOOK_SECRET = settings["CLERK_WEBHOOK_SIGNING_SECRET"] ?? "";

/**
 * clerk-local with the real SDK pointed at it, and an endpoint for its webhooks that verifies them with the real
 * SDK.
 */
export async function startReceiving() {
  const received: Received[] = [];
  const answers: (number | Promise<number>)[] = [];
  let arrival = Promise.withResolvers<void>();
  const receive = async (sent: MiniflareRequest): Promise<MiniflareResponse> => {
    const body = await sent.text();
    const headers = Object.fromEntries(sent.headers);
    const request = () => new Request(sent.url, { method: sent.method, headers, body });
    const event = await verifyWebhook(request(), { signingSecret: WEBHOOK_SECRET });
    received.push({ id: headers["svix-id"] ?? "", event, request });
    arrival.resolve();
    arrival = Promise.withResolvers();
    const status = await (answers.shift() ?? 204);
    return new MiniflareResponse(null, { status, headers: { location: WEBHOOK_ENDPOINT } });
  };
  const forget = () => {
    received.length = 0;
    answers.length = 0;
  };
  const workers = clerkLocalWorkers(settings, receive);
  const miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, workers }));
  const url = await clerkLocalUrl(miniflare);
  const rpc = controlOf(miniflare);
  const { publishableKey, appOrigin } = INSTANCES.test;
  return {
    keys: "test" as const,
    publishableKey,
    appOrigin,
    suffix: await getCookieSuffix(publishableKey),
    url,
    rpc,
    sdk: createClerkClient({
      secretKey: SECRET_KEY,
      publishableKey,
      apiUrl: url,
      telemetry: { disabled: true },
    }),
    /** What the Backend API says, untouched by the SDK. */
    backend: async (path: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${SECRET_KEY}` };
      return (await fetch(`${url}/v1${path}`, { headers })).json();
    },
    /** Every well-signed attempt, in the order of arrival. */
    received,
    /** The events of all attempts, those included that are due now. */
    told: async () => {
      await rpc.deliverWebhooks();
      return received.map(({ event }) => event);
    },
    types: () => received.map(({ event }) => event.type),
    /** Answers the next attempts with these, and with 204 after them. */
    answerWith: (...next: (number | Promise<number>)[]) => void answers.push(...next),
    /** Resolves when an attempt arrives. */
    nextArrival: () => arrival.promise,
    forget,
    /** Back to the cast, with nothing received and the endpoint set. */
    begin: async () => {
      await rpc.reset();
      forget();
      await rpc.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    },
    stop: () => miniflare.dispose(),
  };
}
