/** A public key as a key set has it (RFC 7517). */
export type PublicKey = JsonWebKey & { readonly kid: string };

/** The keys could not be had and none is remembered. */
export class KeySetUnavailable extends Error {
  override readonly name = "KeySetUnavailable";
}

/** What tests replace. */
type World = { readonly nowMs: () => number; readonly fetch: typeof fetch };

/** Keys are asked for at most once in this time, whoever asks for whichever. */
const INTERVAL_MS = 30_000;
/** After this, what is remembered is asked for again. */
const FRESH_MS = 10 * 60_000;
/** After this, what is remembered counts no more: it may have been replaced for a reason. */
const KEPT_MS = 60 * 60_000;
const PATIENCE_MS = 2000;

/**
 * An issuer's public keys, remembered. A new key is found by the first token that names it; a flood of tokens that
 * name keys which are nowhere costs one request in `INTERVAL_MS`, and so does one while the issuer is down.
 */
export class KeySet {
  readonly #address: string;
  readonly #world: World;
  #keys: readonly PublicKey[] = [];
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | null = null;

  constructor(address: string, world: World = { nowMs: Date.now, fetch: (...args) => fetch(...args) }) {
    this.#address = address;
    this.#world = world;
  }

  /** Null when the issuer has no such key. Throws `KeySetUnavailable`. */
  async find(kid: string): Promise<PublicKey | null> {
    const known = this.#known(kid);
    if (known !== null && this.#ageMs() < FRESH_MS) return known;
    await this.#refresh();
    if (this.#ageMs() >= KEPT_MS) throw new KeySetUnavailable();
    return this.#known(kid);
  }

  #known(kid: string): PublicKey | null {
    return this.#keys.find((key) => key.kid === kid) ?? null;
  }

  #ageMs(): number {
    return this.#world.nowMs() - this.#fetchedAtMs;
  }

  async #refresh(): Promise<void> {
    const waitedMs = this.#world.nowMs() - this.#askedAtMs;
    if (waitedMs >= INTERVAL_MS) {
      this.#askedAtMs = this.#world.nowMs();
      this.#pending = this.#fetch();
      await this.#pending;
    } else if (this.#pending !== null && waitedMs < PATIENCE_MS) {
      // Another request's: on Workers it ends with that request, perhaps without a word.
      await Promise.race([this.#pending, afterMs(PATIENCE_MS)]);
    }
  }

  /** Leaves what is remembered as it is when the issuer does not answer, or answers anything but keys. */
  async #fetch(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await this.#world.fetch(this.#address, { signal, redirect: "manual" });
      const body: unknown = response.ok ? await response.json() : null;
      const keys = keysIn(body);
      if (keys.length === 0) throw new Error(`status ${response.status}, no keys`);
      this.#keys = keys;
      this.#fetchedAtMs = this.#world.nowMs();
    } catch (error) {
      const message = error instanceof Error ? error.message : "unknown";
      console.warn(JSON.stringify({ event: "key-set-unavailable", message }));
    } finally {
      this.#pending = null;
    }
  }
}

function keysIn(body: unknown): PublicKey[] {
  const keys: unknown = typeof body === "object" && body !== null && "keys" in body ? body.keys : null;
  return Array.isArray(keys) ? keys.filter(isPublicKey) : [];
}

/** An RSA key for signatures, and nothing secret in it. */
function isPublicKey(key: unknown): key is PublicKey {
  if (typeof key !== "object" || key === null) return false;
  const { kty, kid, use = "sig", alg = "RS256" } = key as Partial<Record<string, unknown>>;
  return kty === "RSA" && typeof kid === "string" && use === "sig" && alg === "RS256";
}

function afterMs(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
