/** How Node's fetch sends a request on its way; of undici's type, what is used here. */
type Dispatcher = { readonly dispatch: (options: Dispatched, handler: unknown) => boolean };
type Dispatched = { readonly origin: string; readonly path: string; readonly headers: object };
type DispatcherClass = new (options: { readonly keepAliveTimeout: number }) => Dispatcher;

/** Long before workerd closes an idle connection (see `fetchAlone`): a request on one that it closes is lost. */
const IDLE_MS = 1000;

/**
 * Requests to `origin` that go straight to the Worker behind that socket (one of Miniflare's `unsafeDirectSockets`, with
 * `proxy`): whole addresses are sent, so that the Worker sees its own origin. Miniflare's Worker for all of them, which
 * is left out so, takes as long as the site does for a redirect. No redirect is followed; answers come uncompressed.
 */
export function directFetch(
  socket: URL,
  origin: string,
): (path: string, init?: RequestInit) => Promise<Response> {
  const { host } = new URL(origin);
  const dispatcher: Dispatcher = {
    dispatch: ({ headers, ...options }, handler) =>
      ownDispatcher().dispatch(
        {
          ...options,
          origin: socket.origin,
          path: `${origin}${options.path}`,
          headers: { "cf-connecting-ip": "127.0.0.1", ...headers, host },
        },
        handler,
      ),
  };
  return (path, init) => {
    const headers = new Headers(init?.headers);
    // To compress for a test is work for nobody.
    if (!headers.has("accept-encoding")) headers.set("accept-encoding", "identity");
    // `dispatcher` is Node's own addition to what fetch takes.
    const sent = { redirect: "manual", ...init, headers, dispatcher } as RequestInit;
    return fetch(`${origin}${path}`, sent);
  };
}

/**
 * Node's fetch, on a connection for this request alone. workerd closes one that is idle for 5 s by a clock that stands
 * still while it works: after batches that took D1 as long, it does so at once, and a request sent on it meanwhile is
 * lost (EPIPE).
 */
export function fetchAlone(url: URL, init: Omit<RequestInit, "headers">): Promise<Response> {
  return fetch(url, { ...init, headers: { connection: "close" } });
}

let dispatcherOfOwn: Dispatcher | undefined;

/** Like Node's own, whose class is to be had by this name alone. */
function ownDispatcher(): Dispatcher {
  const nodes = Reflect.get(globalThis, Symbol.for("undici.globalDispatcher.1")) as Dispatcher;
  dispatcherOfOwn ??= new (nodes.constructor as DispatcherClass)({ keepAliveTimeout: IDLE_MS });
  return dispatcherOfOwn;
}
