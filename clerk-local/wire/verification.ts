import type { SignInJSON, SignUpJSON, SignUpVerificationJSON, VerificationJSON } from "@clerk/shared/types";
import type { EmailAddress } from "#clerk-local/rules/email-addresses.ts";
import type { CodeRecord, PersonRecord, SignInRecord, SignUpRecord } from "#clerk-local/state/records.ts";
import { pictureJson } from "./pictures.ts";

type Progress = {
  readonly status: "unverified" | "verified" | "failed";
  readonly strategy: string;
  readonly code?: CodeRecord | null;
};

/** The SDK's types ask for `error` and `verified_at_client`; on the wire they are null until there is one. */
type Verification = Omit<VerificationJSON, "error" | "verified_at_client" | "expire_at" | "id"> & {
  readonly expire_at: number | null;
};

export function verificationJson({ status, strategy, code = null }: Progress): VerificationJSON {
  const json: Verification = {
    object: "verification",
    status,
    strategy,
    attempts: code?.attempts ?? 0,
    expire_at: code?.expiresAtMs ?? null,
  };
  // The SDK reads the absent fields as absent (clerk-js/resources/Verification.ts), which its type does not say.
  return json as VerificationJSON;
}

type AboutSignIn = {
  readonly person: PersonRecord | null;
  readonly addresses: readonly EmailAddress[];
  readonly code: CodeRecord | null;
};

/** A sign-in attempt. `person` is whom it is about, null until the browser has said; `code` the one on its way. */
export function signInJson(signIn: SignInRecord, { person, addresses, code }: AboutSignIn): SignInJSON {
  const json: Omit<SignInJSON, "user_data" | "identifier"> & {
    readonly identifier: string | null;
    readonly user_data: object | null;
  } = {
    object: "sign_in",
    id: signIn.id,
    status: signIn.status,
    identifier: person?.email ?? null,
    supported_identifiers: ["email_address"],
    supported_first_factors: person === null ? [] : firstFactors(person, addresses),
    supported_second_factors: [],
    first_factor_verification: firstFactorVerification(signIn, code),
    second_factor_verification: null,
    created_session_id: signIn.createdSessionId,
    user_data: person === null ? null : userDataOf(person),
    timezone: null,
  };
  // Before there is an identifier both are null on the wire (clerk-js/resources/SignIn.ts reads them so).
  return json as SignInJSON;
}

export function signUpJson(signUp: SignUpRecord, code: CodeRecord | null): SignUpJSON {
  const missing: SignUpJSON["missing_fields"] = [];
  if (signUp.email === null) missing.push("email_address");
  if (signUp.password === null) missing.push("password");
  return {
    object: "sign_up",
    id: signUp.id,
    status: signUp.createdSessionId === null ? "missing_requirements" : "complete",
    required_fields: ["email_address", "password"],
    optional_fields: ["first_name", "last_name"],
    missing_fields: missing,
    unverified_fields: signUp.email === null || signUp.emailVerified ? [] : ["email_address"],
    verifications: signUpVerifications(signUp, code),
    email_address: signUp.email,
    first_name: signUp.firstName,
    last_name: signUp.lastName,
    username: null,
    phone_number: null,
    web3_wallet: null,
    external_account_strategy: null,
    external_account: null,
    has_password: signUp.password !== null,
    unsafe_metadata: {},
    created_session_id: signUp.createdSessionId,
    created_user_id: signUp.createdUserId,
    abandon_at: null,
    legal_accepted_at: null,
    locale: null,
    timezone: null,
  };
}

function firstFactors(
  person: PersonRecord,
  addresses: readonly EmailAddress[],
): SignInJSON["supported_first_factors"] {
  const places = addresses
    .filter(({ verified }) => verified)
    .map(({ id, email }) => ({
      email_address_id: id,
      safe_identifier: email,
      ...(email === person.email && { primary: true }),
    }));
  const codes = places.map((place) => ({ strategy: "email_code" as const, ...place }));
  if (person.password === null) return codes;
  const resets = places.map((place) => ({ strategy: "reset_password_email_code" as const, ...place }));
  return [{ strategy: "password" as const }, ...codes, ...resets];
}

function firstFactorVerification(signIn: SignInRecord, code: CodeRecord | null): VerificationJSON | null {
  if (signIn.strategy === null) return null;
  const isVerified = signIn.status === "complete" || signIn.status === "needs_new_password";
  const status = isVerified ? "verified" : "unverified";
  return verificationJson({ status, strategy: signIn.strategy, code });
}

function userDataOf(person: PersonRecord): object {
  return {
    ...(person.firstName !== null && { first_name: person.firstName }),
    ...(person.lastName !== null && { last_name: person.lastName }),
    ...pictureJson(person),
  };
}

function signUpVerifications(signUp: SignUpRecord, code: CodeRecord | null): SignUpJSON["verifications"] {
  if (signUp.email === null) return null;
  const status = signUp.emailVerified ? "verified" : "unverified";
  // Clerk's form takes an unverified address with a strategy for one that a code is on its way to, and asks
  // for none (@clerk/ui, SignUpEmailCodeCard).
  const byCode = code === null && !signUp.emailVerified ? "" : "email_code";
  const strategy = signUp.ticket === null ? byCode : "ticket";
  const email: SignUpVerificationJSON = {
    ...verificationJson({ status, strategy, code }),
    next_action: code === null ? "needs_prepare" : "needs_attempt",
    supported_strategies: ["email_code"],
  };
  const json: Pick<NonNullable<SignUpJSON["verifications"]>, "email_address"> = { email_address: email };
  // The other kinds are switched off; clerk-js reads an absent one as none (clerk-js/resources/SignUp.ts).
  return json as SignUpJSON["verifications"];
}
