const IV_BYTES = 12;

export type SealKey = {
  /** A secret of the site. */
  readonly secret: string;
  /** A random value that the browser alone holds. */
  readonly browserKey: string;
  /** Bound to the sealed text: opening it for another owner fails. */
  readonly owner: string;
};

/**
 * Text that only this site can open, and only together with the browser that holds `browserKey`:
 * AES-256-GCM under HKDF-SHA-256(secret, salt: browserKey). Base64 of the 12-byte IV and the ciphertext.
 */
export async function seal(text: string, key: SealKey): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(text);
  const cipher = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, key), await derive(key), plain));
  const bytes = new Uint8Array(IV_BYTES + cipher.length);
  bytes.set(iv);
  bytes.set(cipher, IV_BYTES);
  return bytes.toBase64();
}

/** Null when the text was sealed with another secret, by another browser or for another owner, or altered. */
export async function unseal(sealed: string, key: SealKey): Promise<string | null> {
  try {
    const bytes = Uint8Array.fromBase64(sealed);
    const iv = bytes.slice(0, IV_BYTES);
    const plain = await crypto.subtle.decrypt(algorithm(iv, key), await derive(key), bytes.slice(IV_BYTES));
    return new TextDecoder().decode(plain);
  } catch {
    return null;
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, { owner }: SealKey) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) };
}

async function derive({ secret, browserKey }: SealKey): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: encoder.encode(browserKey),
      info: encoder.encode("orgstead kept form"),
    },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
