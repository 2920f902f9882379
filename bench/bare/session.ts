export type Session = {
  readonly userId: string;
  readonly orgId: string;
  readonly orgSlug: string;
  readonly orgRole: string;
};

type Expected = { readonly publicKey: string; readonly authorizedParty: string };
type Claims = {
  readonly sub: string;
  readonly azp: string;
  readonly exp: number;
  readonly nbf: number;
  readonly o?: { readonly id: string; readonly slg: string; readonly rol: string };
};

let key: Promise<CryptoKey> | undefined;

/** Who is calling and for which organization; null without a good token that names one. */
export async function readSession(request: Request, expected: Expected): Promise<Session | null> {
  const token = /(?:^|;\s*)__session=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  const [header, payload, signature, ...more] = token?.split(".") ?? [];
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    return null;
  key ??= importKey(expected.publicKey);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  const good = await crypto.subtle.verify("RSASSA-PKCS1-v1_5", await key, bytesOf(signature), signed);
  if (!good || JSON.parse(textOf(header)).alg !== "RS256") return null;
  // Signed by the instance: its claims are Clerk's.
  const claims = JSON.parse(textOf(payload)) as Claims;
  const nowSeconds = Date.now() / 1000;
  const current = claims.nbf <= nowSeconds && nowSeconds < claims.exp;
  if (!current || claims.azp !== expected.authorizedParty || claims.o === undefined) return null;
  return { userId: claims.sub, orgId: claims.o.id, orgSlug: claims.o.slg, orgRole: claims.o.rol };
}

function importKey(pem: string): Promise<CryptoKey> {
  const spki = bytesOf(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""));
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
}

function textOf(base64url: string): string {
  return atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(textOf(base64url), (character) => character.charCodeAt(0));
}
