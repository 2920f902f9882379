import type { Asked } from "#clerk-local/asked.ts";
import type { Configuration } from "#clerk-local/configuration.ts";
import type { Fault } from "#clerk-local/faults.ts";
import type { Json } from "#clerk-local/json.ts";
import type { CastMembership, CastOrganization, CastRole } from "#clerk-local/seed.ts";
import type { Ticket } from "#clerk-local/tokens/tickets.ts";

export type Role = CastRole;

/** What the stand-in remembers, one type per noun. Times are milliseconds since the epoch. */
export type PersonRecord = {
  readonly id: string;
  /** The primary address: verified, and nobody else's. */
  readonly email: string;
  /** The primary address's id, where it is not made from the person's. */
  readonly emailId?: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** In clear: these are invented people on a developer's machine. */
  readonly password: string | null;
  readonly passwordUpdatedAtMs?: number | null;
  readonly imageUrl: string | null;
  readonly externalId?: string | null;
  readonly locale?: string | null;
  readonly publicMetadata?: Json;
  readonly privateMetadata?: Json;
  readonly unsafeMetadata?: Json;
  readonly isBanned?: boolean;
  readonly mayDeleteSelf?: boolean;
  readonly mayCreateOrganizations?: boolean;
  readonly maxOrganizations?: number | null;
  readonly legalAcceptedAtMs?: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly lastSignInAtMs: number | null;
  /** Wrong passwords and codes since the last sign-in. */
  readonly failedAttempts?: number;
  /** Until then nobody signs in to the account. */
  readonly lockedUntilMs?: number | null;
};

/** An e-mail address that a person has beside the primary one. */
export type EmailAddressRecord = {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  /** Until it is, nobody is found by it and others may add it too. */
  readonly verified: boolean;
};

export type OrganizationRecord = Omit<CastOrganization, "createdBy"> & {
  /** Null where the Backend API made it for nobody. */
  readonly createdBy: string | null;
  /** Its logo's address. */
  readonly imageUrl?: string | null;
  /** Members and pending invitations; the instance's number where it is not given. */
  readonly maxAllowedMemberships?: number;
  /** Whether its admins may delete it themselves. */
  readonly mayBeDeleted?: boolean;
  readonly publicMetadata?: Json;
  readonly privateMetadata?: Json;
  readonly updatedAtMs: number;
};

export type MembershipRecord = CastMembership & {
  readonly publicMetadata?: Json;
  readonly privateMetadata?: Json;
  readonly updatedAtMs: number;
};

/** One browser. */
export type ClientRecord = {
  readonly id: string;
  /** What the browser shows: `__clerk_db_jwt` at a development instance, the `__client` cookie otherwise. */
  readonly token: string;
  readonly lastActiveSessionId: string | null;
  readonly signInId: string | null;
  readonly signUpId: string | null;
  /** The value of `__client_uat`: when it last signed in, in seconds by the real clock; 0 is signed out. */
  readonly uatSeconds: number;
  readonly createdAtMs: number;
};

export type SessionStatus = "active" | "pending" | "ended" | "removed" | "replaced" | "revoked";

export type SessionRecord = {
  readonly id: string;
  readonly clientId: string;
  readonly userId: string;
  /** The active organization. */
  readonly orgId: string | null;
  readonly status: SessionStatus;
  readonly refreshToken: string;
  /** Of the browser that touched it last. */
  readonly userAgent?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly lastActiveAtMs: number;
  readonly expireAtMs: number;
};

export type FirstFactor = "password" | "email_code" | "reset_password_email_code" | "ticket";

export type SignInRecord = {
  readonly id: string;
  readonly clientId: string;
  readonly userId: string | null;
  readonly status: "needs_identifier" | "needs_first_factor" | "needs_new_password" | "complete";
  /** The factor that was prepared or attempted last. */
  readonly strategy: FirstFactor | null;
  readonly createdSessionId: string | null;
};

export type SignUpRecord = {
  readonly id: string;
  readonly clientId: string;
  readonly email: string | null;
  readonly password: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emailVerified: boolean;
  /** Of the invitation that it accepts. */
  readonly ticket: Ticket | null;
  readonly createdSessionId: string | null;
  readonly createdUserId: string | null;
  readonly createdAtMs: number;
};

/** A code sent by e-mail. Its id is that of the sign-in, sign-up or address that it belongs to. */
export type CodeRecord = {
  readonly id: string;
  readonly email: string;
  readonly code: string;
  readonly attempts: number;
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
};

export type InvitationStatus = "pending" | "accepted" | "revoked" | "expired";

type Invited = {
  readonly id: string;
  readonly email: string;
  /** Where its link leads in the end; null: to the site's own pages. */
  readonly redirectUrl: string | null;
  /** What its link carries (tickets.ts). */
  readonly ticket: string;
  readonly publicMetadata: Json;
  readonly status: InvitationStatus;
  readonly expiresAtMs: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** An invitation to sign up. */
export type InvitationRecord = Invited;

/** An invitation into an organization. */
export type OrganizationInvitationRecord = Invited & {
  readonly orgId: string;
  readonly role: Role;
  readonly inviterId: string | null;
  readonly privateMetadata: Json;
  /** Who accepted it. */
  readonly userId: string | null;
};

/** A mail that Clerk would have sent. Every one holds a code or a link. */
export type MailRecord = {
  readonly id: string;
  /** The address as it is stored. */
  readonly to: string;
  readonly kind: "verification_code" | "organization_invitation" | "invitation";
  readonly subject: string;
  readonly text: string;
  readonly code: string | null;
  readonly link: string | null;
  readonly sentAtMs: number;
};

/** A link that signs one person in, once. */
export type SignInTokenRecord = {
  readonly id: string;
  readonly userId: string;
  /** The organization that is active once signed in. */
  readonly orgId: string | null;
  /** The ticket in the link (tickets.ts). */
  readonly token: string;
  readonly status: "pending" | "accepted" | "revoked";
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** What a token for another service says; see shortcodes.ts for its claims. */
export type JwtTemplateRecord = {
  readonly id: string;
  /** What tokens are asked for by. */
  readonly name: string;
  readonly claims: Json;
  readonly lifetimeSeconds: number;
  /** How long before its issue a token counts. */
  readonly clockSkewSeconds: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** A finished handshake; its id is the nonce under which the site picks it up. */
export type HandshakeRecord = {
  readonly id: string;
  readonly directives: readonly string[];
  readonly expiresAtMs: number;
};

/** A picture that somebody uploaded. */
export type ImageRecord = { readonly id: string; readonly type: string; readonly base64: string };

export type ClockRecord = { readonly id: "clock"; readonly offsetMs: number };

export type ConfigurationRecord = Configuration & { readonly id: string };

/** A fault in force; its id is the API and the path it is about. */
export type FaultRecord = Fault & { readonly id: string };

/** One request, for tests that count them. */
export type RequestEntry = Asked & {
  /** Null where a fault left the request without an answer. */
  readonly status: number | null;
  readonly atMs: number;
};
