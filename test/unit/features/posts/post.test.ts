import { expect, test } from "vitest";
import { mayEdit, maySee, type PostStatus } from "#src/features/posts/post.ts";
import { actorIn } from "#test/support/actors.ts";

const noDatabase = () => expect.fail("the database was asked");

function tenantOf(id: string, role: "org:admin" | "org:member") {
  return actorIn({ prepare: noDatabase, batch: noDatabase }, "org_any", { id, role }).tenant;
}

const author = tenantOf("user_author", "org:member");
const ALL = [author, tenantOf("user_other", "org:member"), tenantOf("user_admin", "org:admin")];

test.each<[PostStatus, see: boolean[], edit: boolean[]]>([
  ["draft", [true, false, true], [true, false, true]],
  ["published", [true, true, true], [false, false, true]],
])("who may see and edit a post that is %s: its author, another member, an admin", (status, see, edit) => {
  const post = { status, authorId: author.userId };
  expect(ALL.map((tenant) => maySee(tenant, post))).toEqual(see);
  expect(ALL.map((tenant) => mayEdit(tenant, post))).toEqual(edit);
});
