import type { LoggedDeed } from "#src/features/activity/activity.ts";
import type { OrgId } from "#src/lib/ids.ts";
import { sha256 } from "#src/lib/sha256.ts";

/** What the first row of every organization is chained to. */
export const FIRST_LINK = "";

/** The hash that seals a row: of all it says, of whose it is, and of the seal before it. */
export function sealOf(orgId: OrgId, deed: LoggedDeed, previous: string): Promise<string> {
  const { seq, actorId, action, subjectKind, subjectId, details, atMs } = deed;
  // An array: its text is the same for the same row, whatever order the columns came in.
  return sha256(
    JSON.stringify([previous, orgId, seq, actorId, action, subjectKind, subjectId, details, atMs]),
  );
}
