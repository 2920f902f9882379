import type { Expected } from "./token-class.ts";

export type Settings = Expected & {
  /** Where the issuer publishes its keys. */
  readonly keySetUrl: string;
};

type Raw = Readonly<Record<string, unknown>>;

/** From variables of that name; README.md says what each is. Throws on one that is missing. */
export function settingsFrom(raw: Raw): Settings {
  const issuer = required(raw, "ISSUER");
  return {
    issuer,
    parties: required(raw, "AUTHORIZED_PARTIES").split(/\s+/),
    audience: required(raw, "AUDIENCE"),
    keySetUrl: optional(raw, "KEY_SET_URL") ?? `${issuer}/.well-known/jwks.json`,
  };
}

function required(raw: Raw, name: string): string {
  const given = optional(raw, name);
  if (given === null) throw new Error(`${name} is missing: external-api/README.md says what it is.`);
  return given;
}

function optional(raw: Raw, name: string): string | null {
  const given = raw[name];
  return typeof given === "string" && given.trim() !== "" ? given.trim() : null;
}
