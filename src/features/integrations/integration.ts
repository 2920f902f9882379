import type { IntegrationId, UserId } from "#src/lib/ids.ts";

export const MAX_LABEL_LENGTH = 60;
export const MAX_INTEGRATION_URL_LENGTH = 500;
export const MAX_INTEGRATIONS = 20;

/** An address that wants to hear of what the organization does, and what people call it. */
export type Integration = {
  readonly id: IntegrationId;
  readonly label: string;
  readonly url: string;
  readonly createdBy: UserId;
  readonly createdAtMs: number;
};

/** What people write of an integration. */
export type IntegrationDraft = Pick<Integration, "label" | "url">;
