import type { APIContext } from "astro";
import { dropExpiredForms, dropKeptForm, findKeptForm, putKeptForm } from "#src/db/kept-forms.ts";
import type { Config } from "#src/lib/config.ts";
import type { UserId } from "#src/lib/ids.ts";
import { readHostCookie, writeHostCookie, type HostCookie } from "#src/request/host-cookie.ts";
import { seal, unseal, type SealKey } from "#src/request/seal.ts";
import type { Visit } from "#src/request/visit.ts";

/*
 * A form that was sent after its session token had expired. A POST cannot be renewed by a handshake, so the
 * form waits in D1 while a GET is; then it is shown again, filled in, for the person to send. What is stored
 * opens only with the site's secret and the browser's cookie together, for that person, for ten minutes.
 */

const KEPT_SECONDS = 600;
const MAX_KEPT_BYTES = 32 * 1024;
/** Holds the browser's half of the key: 256 random bits. */
const BROWSER_KEY: HostCookie = { name: "kept-form", lifeSeconds: KEPT_SECONDS, shape: /^[\w-]{43}$/ };
/** What an address says when a kept form is to be shown on its page. */
const PARAMETER = "kept";

/** Fields that say what a form is about; the rest is what a person typed. */
const CONTROL_FIELDS: ReadonlySet<string> = new Set([
  "org",
  "act",
  "task",
  "integration",
  "version",
  "key",
  "invitation",
  "member",
  "mends",
]);

type Place = Pick<Visit, "context" | "config" | "database">;
type Content = { readonly path: string; readonly fields: readonly (readonly [string, string])[] };

/** What a person typed into the form, by field; empty when it was only a button. */
export function typedFields(form: FormData): [string, string][] {
  return textFields(form).filter(([name, value]) => !CONTROL_FIELDS.has(name) && value.trim() !== "");
}

/** Keeps the form for that person and this browser; false, with nothing written, when it is over 32 KB. */
export async function keepForm(place: Place, userId: UserId, form: FormData): Promise<boolean> {
  const { context, config, database } = place;
  const content: Content = { path: context.url.pathname, fields: textFields(form) };
  const text = JSON.stringify(content);
  if (new TextEncoder().encode(text).length > MAX_KEPT_BYTES) return false;
  const browserKey = newBrowserKey();
  const sealed = await seal(text, keyOf(config, browserKey, userId));
  const nowMs = Date.now();
  await database.batch([
    dropExpiredForms(nowMs),
    putKeptForm({ userId, sealed, expiresAtMs: nowMs + KEPT_SECONDS * 1000 }),
  ]);
  writeHostCookie(context, config, { cookie: BROWSER_KEY, value: browserKey });
  return true;
}

/** The page's own address, asking for the kept form. */
export function keptFormPath({ url }: APIContext): string {
  const { searchParams } = new URL(url);
  searchParams.delete("notice");
  searchParams.set(PARAMETER, "1");
  return `${url.pathname}?${searchParams.toString()}`;
}

/** Whether the page's address asks for a kept form. */
export function asksForKeptForm({ url }: APIContext): boolean {
  return url.searchParams.has(PARAMETER);
}

/**
 * The form kept for this page, person and browser; null when there is none, or not any more. Reading leaves
 * it where it is, so that a reload shows it again.
 */
export async function readKeptForm(place: Place, userId: UserId): Promise<FormData | null> {
  const { context, config, database } = place;
  const browserKey = readHostCookie(context, config, BROWSER_KEY);
  if (browserKey === null) return null;
  const [[found]] = await database.batch([findKeptForm(userId, Date.now())]);
  const text = found === undefined ? null : await unseal(found.sealed, keyOf(config, browserKey, userId));
  if (text === null) return null;
  // Sealed by keepForm, as Content.
  const { path, fields } = JSON.parse(text) as Content;
  if (path !== context.url.pathname) return null;
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

/** Forgets the browser's kept form, once it has been sent again. */
export async function forgetKeptForm({ context, config, database }: Place, userId: UserId): Promise<void> {
  if (readHostCookie(context, config, BROWSER_KEY) === null) return;
  await database.batch([dropKeptForm(userId)]);
  writeHostCookie(context, config, { cookie: BROWSER_KEY, value: null });
}

export function textFields(form: FormData): [string, string][] {
  return [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}

function keyOf({ secretKey }: Config, browserKey: string, userId: UserId): SealKey {
  return { secret: secretKey, browserKey, owner: userId };
}

function newBrowserKey(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
}
