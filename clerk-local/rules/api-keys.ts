import { notFound, Refusal } from "#clerk-local/errors.ts";
import type { ApiKeyRecord } from "#clerk-local/state/machine-records.ts";
import { newSecret, type WantedSecret } from "#clerk-local/tokens/secrets.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

export type WantedApiKey = WantedSecret &
  Pick<ApiKeyRecord, "name" | "subject" | "description" | "createdBy">;

/** A key for a person or an organization that is there. */
export function createApiKey(
  tables: Tables,
  { name, subject, description, createdBy, ...wanted }: WantedApiKey,
  nowMs: number,
): ApiKeyRecord {
  checkSubject(tables, subject);
  return tables.apiKeys.put({
    ...newSecret("ak", wanted, nowMs),
    name,
    subject,
    description,
    createdBy,
  });
}

/** Throws `resource_not_found`. */
export function apiKeyOf(tables: Tables, id: string): ApiKeyRecord {
  const key = tables.apiKeys.get(id);
  if (key === null) throw notFound("API key");
  return key;
}

/** Throws for a subject that is neither a person nor an organization here. */
export function checkSubject(tables: Tables, subject: string): void {
  if (tables.people.get(subject) !== null || tables.organizations.get(subject) !== null) return;
  throw new Refusal(400, "bad_request", "subject must be a person's or an organization's id.");
}

/** With its subject goes all that was handed out in its name. */
export function removeApiKeysOf(tables: Tables, subject: string): void {
  for (const { id } of tables.apiKeys.where({ subject })) tables.apiKeys.remove(id);
}
