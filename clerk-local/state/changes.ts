import type {
  EmailAddressRecord,
  MembershipRecord,
  OrganizationInvitationRecord,
  OrganizationRecord,
  PersonRecord,
  SessionRecord,
} from "./records.ts";

/** What Clerk tells of by webhook; an address is told of with its person. */
export type Watched = {
  readonly person: PersonRecord;
  readonly email_address: EmailAddressRecord;
  readonly organization: OrganizationRecord;
  readonly membership: MembershipRecord;
  readonly organization_invitation: OrganizationInvitationRecord;
  readonly session: SessionRecord;
};

export type WatchedKind = keyof Watched;

/** One record before and after a call; null where it was not there. */
export type ChangeOf<Kind extends WatchedKind> = {
  readonly kind: Kind;
  readonly before: Watched[Kind] | null;
  readonly after: Watched[Kind] | null;
};

export type Change = { [Kind in WatchedKind]: ChangeOf<Kind> }[WatchedKind];

/**
 * What has changed since it was last taken, one entry for each record, in the order in which the records were
 * first touched. Tables fill it, whoever changes them, so that no rule or route can keep a change from events.ts.
 */
export class Changes {
  #byRecord = new Map<string, Change>();

  note<Kind extends WatchedKind>(change: ChangeOf<Kind>): void {
    const key = `${change.kind} ${(change.after ?? change.before)?.id}`;
    const { before } = this.#byRecord.get(key) ?? change;
    // Both are of the kind that the key begins with.
    this.#byRecord.set(key, { ...change, before } as Change);
  }

  /** Everything noted, which is forgotten. */
  take(): Change[] {
    const taken = [...this.#byRecord.values()];
    this.#byRecord = new Map();
    return taken;
  }
}
