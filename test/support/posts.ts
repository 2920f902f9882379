import { newPostId } from "#src/lib/ids.ts";
import { ACME, ADA } from "#test/support/people.ts";

type PostRow = {
  readonly org_id: string;
  readonly title: string;
  readonly body: string;
  readonly status: string;
  readonly pinned: number;
  readonly version: number;
};

/** Puts a post into the database behind the site's back; answers its id. */
export async function addPost(
  database: D1Database,
  {
    orgId = ACME.id,
    title = "A post",
    body = "Its text.",
    status = "published",
    pinned = 0,
    authorId = ADA.id,
    createdAtMs = Date.now(),
  },
): Promise<string> {
  const id = newPostId();
  const publishedAtMs = status === "published" ? createdAtMs : null;
  await database
    .prepare("insert into posts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)")
    .bind(orgId, id, title, body, status, pinned, authorId, createdAtMs, createdAtMs, publishedAtMs)
    .run();
  return id;
}

/** What is stored under a post's id, whoever's it is. */
export function postById(database: D1Database, id: string): Promise<PostRow | null> {
  return database
    .prepare("select org_id, title, body, status, pinned, version from posts where id = ?")
    .bind(id)
    .first<PostRow>();
}

/** Every organization's posts as one text, to see that nothing changed. */
export async function allPosts(database: D1Database): Promise<string> {
  return JSON.stringify((await database.prepare("select * from posts order by id").all()).results);
}
