import {
  MAX_INTEGRATION_URL_LENGTH,
  MAX_LABEL_LENGTH,
  type IntegrationDraft,
} from "#src/features/integrations/integration.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { cleanText, textError } from "#src/lib/text.ts";

export type IntegrationField = "label" | "url";

/** One sentence per field that will not do. */
export type IntegrationFieldErrors = Partial<Record<IntegrationField, string>>;

/** The text as it was typed, to be shown again. */
export type TypedIntegration = Record<IntegrationField, string>;

export const EMPTY_INTEGRATION: TypedIntegration = { label: "", url: "" };

export function typedIntegration(form: FormData): TypedIntegration {
  const typed = (name: IntegrationField) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return { label: typed("label"), url: typed("url") };
}

/** What was typed as an integration, or an error for every field that will not do. */
export function parseIntegration(
  typed: Readonly<Record<IntegrationField, unknown>>,
): Result<IntegrationDraft, IntegrationFieldErrors> {
  const label = cleanText(typed.label, { min: 1, max: MAX_LABEL_LENGTH });
  const url = parseAddress(typed.url);
  if (label.ok && url.ok) return ok({ label: label.value, url: url.value });
  return fail({
    ...(!label.ok && { label: textError(label.reason, MAX_LABEL_LENGTH) }),
    ...(!url.ok && { url: url.reason }),
  });
}

/** An https address without a name or password in it, as the URL standard writes it. */
function parseAddress(typed: unknown): Result<string, string> {
  const text = cleanText(typed, { min: 1, max: MAX_INTEGRATION_URL_LENGTH });
  if (!text.ok) return fail(textError(text.reason, MAX_INTEGRATION_URL_LENGTH));
  const url = URL.canParse(text.value) ? new URL(text.value) : null;
  if (url === null || url.protocol !== "https:") {
    return fail("Give an address that begins with https://, such as https://example.com/hooks.");
  }
  if (url.username !== "" || url.password !== "")
    return fail("Leave names and passwords out of the address.");
  // Written anew an address may grow: letters outside ASCII are three to twelve characters each.
  return url.href.length > MAX_INTEGRATION_URL_LENGTH
    ? fail(textError("too-long", MAX_INTEGRATION_URL_LENGTH))
    : ok(url.href);
}
