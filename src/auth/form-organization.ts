/**
 * The field in which every form says which organization it was rendered for. It asserts and never chooses:
 * another tab may have switched the session since the form was shown. access.ts compares it.
 */
export const ORGANIZATION_FIELD = "org";

/** What a form asserts; null when it names none. */
export function organizationOf(form: FormData): string | null {
  const value = form.get(ORGANIZATION_FIELD);
  return typeof value === "string" ? value : null;
}
