import type { UserId } from "#src/lib/ids.ts";

export const MEMBERS_PER_PAGE = 100;

/** A member as the organization's other members see them. */
export type MemberEntry = {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string | null;
  readonly role: string;
  readonly joinedAtMs: number;
};
