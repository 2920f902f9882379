import type { Json } from "#clerk-local/json.ts";

/** A service that asks for tokens of its own (M2M). */
export type MachineRecord = {
  readonly id: string;
  readonly name: string;
  readonly secretKey: string;
  /** The key before the last rotation, and until when it still counts. */
  readonly previousKey: { readonly secretKey: string; readonly untilMs: number } | null;
  readonly tokenLifetimeSeconds: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** One machine may call another. */
export type MachineScopeRecord = {
  readonly id: string;
  readonly fromId: string;
  readonly toId: string;
  readonly createdAtMs: number;
};

/** A machine's token; its scopes are the machines that it is for. */
export type M2MTokenRecord = Secret & { readonly machineId: string };

/** A key that a person or an organization gives to whoever acts for them. */
export type ApiKeyRecord = Secret & {
  readonly name: string;
  /** A person's or an organization's id. */
  readonly subject: string;
  readonly description: string | null;
  readonly createdBy: string | null;
};

type Secret = {
  readonly id: string;
  /** What its holder shows. */
  readonly token: string;
  readonly scopes: readonly string[];
  readonly claims: Json | null;
  readonly isRevoked: boolean;
  readonly revocationReason: string | null;
  /** Null: never. */
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};
