import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { POSTS_PER_PAGE } from "#src/features/posts/post.ts";
import { newPostId } from "#src/lib/ids.ts";
import { withoutRandomParts } from "#test/support/html.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";
import { addPost, allPosts, postById } from "#test/support/posts.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const POSTS = "/orgs/acme/posts";

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

function form(headers: Headers, fields: Headers, path = POSTS) {
  return postForm(site, path, { headers, fields: { org: ACME.id, ...fields } });
}

const open = async (path: string, headers: Headers) => (await site.fetch(path, { headers })).text();
const stored = (id: string) => postById(site.database, id);
const titlesOf = (html: string) =>
  [...html.matchAll(/class="entry-title"[^>]*>\s*([^<]*?)\s*</g)].map(([, title]) => title);

describe("the posts of an organization", () => {
  test("are listed the pinned first, then the newest, a page at a time for one round trip", async () => {
    const { id: orgId, slug } = await site.clerk.createOrganization({ name: "Press", createdBy: NORA.id });
    const headers = await asPerson(site, { userId: NORA.id, orgId });
    const path = `/orgs/${slug}/posts`;
    expect(await open(path, headers)).toContain("No posts yet");
    for (let turn = 0; turn < POSTS_PER_PAGE + 5; turn += 1)
      await addPost(site.database, {
        orgId,
        title: `Post ${turn}`,
        createdAtMs: turn + 1,
        pinned: turn === 3 ? 1 : 0,
      });
    const response = await site.fetch(path, { headers });
    const first = await response.text();
    expect(titlesOf(first).slice(0, 3)).toEqual(["Post 3", "Post 24", "Post 23"]);
    const { roundTrips, rowsRead, subrequests } = countsOf(response.headers);
    expect([roundTrips, subrequests]).toEqual([1, 0]);
    expect(rowsRead).toBeLessThanOrEqual(POSTS_PER_PAGE + 20);
    const older = /href="([^"]+)" rel="next"/.exec(first)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await open(older, headers);
    expect(titlesOf(second)).toEqual(["Post 5", "Post 4", "Post 2", "Post 1", "Post 0"]);
    expect(second).not.toContain('rel="next"');
    expect(await open(`${path}?after=0.0.${newPostId()}`, headers)).toContain("No older posts");
  });

  test("show drafts to their author and to who may publish, in the list and on their page", async () => {
    const own = await addPost(site.database, { title: "By Milo", status: "draft", authorId: MILO.id });
    const other = await addPost(site.database, { title: "By Ada", status: "draft", authorId: ADA.id });
    expect(await open(POSTS, ada)).not.toMatch(/>\s*By (Milo|Ada)\s*<\/a/);
    const seenByAda = titlesOf(await open(`${POSTS}?status=draft`, ada));
    expect(seenByAda).toEqual(expect.arrayContaining(["By Milo", "By Ada"]));
    const seenByMilo = titlesOf(await open(`${POSTS}?status=draft`, milo));
    expect(seenByMilo).toContain("By Milo");
    expect(seenByMilo).not.toContain("By Ada");
    for (const [headers, id, status] of [
      [ada, own, 200],
      [milo, own, 200],
      [milo, other, 404],
    ] as const) {
      expect((await site.fetch(`${POSTS}/${id}`, { headers })).status).toBe(status);
    }
  });

  test("are the same to no one outside: a foreign post, somebody's draft and none are one answer", async () => {
    const foreign = await addPost(site.database, { orgId: GLOBEX.id, authorId: HUGO.id });
    const hidden = await addPost(site.database, { status: "draft", authorId: ADA.id });
    const before = await allPosts(site.database);
    const attempts = [
      {},
      { act: "save", version: "1", title: "Mine now", body: "Mine" },
      { act: "delete", version: "1" },
      { act: "publish", version: "1" },
    ];
    for (const fields of attempts) {
      const answers = await Promise.all(
        [foreign, hidden, newPostId()].map(async (id) => {
          const path = `${POSTS}/${id}`;
          const isRead = Object.keys(fields).length === 0;
          const response = isRead
            ? await site.fetch(path, { headers: milo })
            : await form(milo, fields, path);
          return [response.status, withoutRandomParts(await response.text())];
        }),
      );
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
      expect(answers[0]).toEqual([
        404,
        expect.stringContaining("There is no such post in this organization</h1>"),
      ]);
    }
    expect(await allPosts(site.database)).toBe(before);
  });
});

describe("a form of a post", () => {
  test("writes a draft, which is then published, pinned, unpinned, taken back and deleted", async () => {
    const drafted = await form(milo, { act: "draft", title: " Office hours ", body: "Nine to\r\nfive." });
    expect(drafted.status).toBe(303);
    const page = drafted.headers.get("location") ?? "";
    expect(page).toMatch(/^\/orgs\/acme\/posts\/pst_[a-z2-7]{26}\?notice=drafted$/);
    expect(await open(page, milo)).toContain("Draft saved.");
    const [path = "", id = ""] = /^(.*\/(pst_\w+))/.exec(page)?.slice(1) ?? [];
    expect(await stored(id)).toMatchObject({
      title: "Office hours",
      body: "Nine to\nfive.",
      status: "draft",
    });
    for (const [at, act, row] of [
      [1, "publish", { status: "published" }],
      [2, "pin", { pinned: 1 }],
      [3, "unpin", { pinned: 0 }],
      [4, "unpublish", { status: "draft" }],
    ] as const) {
      const response = await form(ada, { act, version: `${at}` }, path);
      expect([response.status, response.headers.get("location")?.split("?")[0]]).toEqual([303, path]);
      expect(await stored(id)).toMatchObject({ ...row, version: at + 1 });
    }
    const deleted = await form(milo, { act: "delete", version: "5" }, path);
    expect(deleted.headers.get("location")).toBe(`${POSTS}?notice=post-deleted`);
    expect(await stored(id)).toBeNull();
  });

  test("publishes a draft with the words typed into it, and the log knows it by its new title", async () => {
    const id = await addPost(site.database, { title: "Old title", status: "draft" });
    const fields = { act: "publish", version: "1", title: "New title", body: "New text." };
    expect((await form(ada, fields, `${POSTS}/${id}`)).status).toBe(303);
    expect(await stored(id)).toMatchObject({ title: "New title", body: "New text.", status: "published" });
    const deed = await site.database
      .prepare("select details from activity where subject_id = ? and action = 'post.published'")
      .bind(id)
      .first<{ details: string }>();
    expect(deed?.details).toBe('{"title":"New title"}');
  });

  test.each([
    [{ title: "  ", body: "kept <b>words</b>" }, "Write a few words."],
    [{ title: "x".repeat(201), body: "kept <b>words</b>" }, "At most 200 characters."],
    [{ title: "nul \0 here", body: "kept <b>words</b>" }, "This has characters that cannot be stored."],
    [{ title: "Fine", body: `kept <b>words</b>${"x".repeat(20_001)}` }, "At most 20,000 characters."],
  ])("that will not do is shown again with the reason and what was typed: %#", async (typed, error) => {
    const id = await addPost(site.database, { status: "draft" });
    const before = await allPosts(site.database);
    for (const [path, fields] of [
      [POSTS, { act: "draft" }],
      [`${POSTS}/${id}`, { act: "save", version: "1" }],
      [`${POSTS}/${id}`, { act: "publish", version: "1" }],
    ] as const) {
      const response = await form(ada, { ...fields, ...typed }, path);
      const html = await response.text();
      expect(response.status).toBe(422);
      expect(html).toContain(error);
      expect(html).toContain("kept &lt;b&gt;words&lt;/b&gt;");
      expect(html).toMatch(/<details class="more[^>]*open/);
    }
    expect(await allPosts(site.database)).toBe(before);
  });

  test("at a version gone by changes nothing, and shows both texts; sent again, it is taken", async () => {
    const id = await addPost(site.database, { title: "First", body: "First text." });
    const path = `${POSTS}/${id}`;
    await form(ada, { act: "save", version: "1", title: "Second", body: "Second text." }, path);
    const late = await form(ada, { act: "save", version: "1", title: "Third", body: "Third text." }, path);
    const html = await late.text();
    expect(late.status).toBe(409);
    expect(html).toContain("Somebody changed that post");
    expect(html).toMatch(/Second<\/h1>[^]*Second text\.<\/p>[^]*value="Third"[^]*Third text\.<\/textarea>/);
    expect(await stored(id)).toMatchObject({ title: "Second", version: 2 });
    const version = /name="version" value="(\d+)"><div class="field"/.exec(
      html.replaceAll(/>\s+</g, "><"),
    )?.[1];
    expect(version).toBe("2");
    await form(ada, { act: "save", version: "2", title: "Third", body: "Third text." }, path);
    expect(await stored(id)).toMatchObject({ title: "Third", version: 3 });
  });

  test("that was wrong goes back to the version it was typed at", async () => {
    const id = await addPost(site.database, { title: "First" });
    const path = `${POSTS}/${id}`;
    await form(ada, { act: "save", version: "1", title: "Second", body: "Second text." }, path);
    const wrong = await form(ada, { act: "save", version: "1", title: "", body: "Mine." }, path);
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringMatching(/data-right="posts.edit"[^]*name="version" value="1"/),
    ]);
  });

  test("gives back what was typed for a post that is not there any more", async () => {
    const path = `${POSTS}/${newPostId()}`;
    const gone = await form(ada, { act: "save", version: "1", title: "Typed", body: "Long <work>" }, path);
    expect([gone.status, await gone.text()]).toEqual([
      404,
      expect.stringContaining("Long &lt;work&gt;</dd>"),
    ]);
  });

  test("does what the sender's role allows, and nothing else", async () => {
    const published = await addPost(site.database, { authorId: MILO.id });
    const draft = await addPost(site.database, { authorId: MILO.id, status: "draft" });
    const before = await allPosts(site.database);
    for (const [id, act] of [
      [draft, "publish"],
      [published, "unpublish"],
      [published, "pin"],
      [published, "save"],
      [published, "delete"],
    ] as const) {
      const fields = { act, version: "1", ...(act === "save" && { title: "t", body: "b" }) };
      const response = await form(milo, fields, `${POSTS}/${id}`);
      expect([act, response.status]).toEqual([act, 403]);
    }
    for (const fields of [
      { act: "unheard-of", version: "1" },
      { act: "save", version: "0" },
      { act: "pin" },
    ]) {
      expect((await form(ada, fields, `${POSTS}/${published}`)).status).toBe(400);
    }
    expect((await form(ada, { act: "delete" }, POSTS)).status).toBe(400);
    expect((await form(ada, { org: GLOBEX.id, act: "draft", title: "t", body: "b" })).status).toBe(409);
    expect(await allPosts(site.database)).toBe(before);
  });

  test("cannot make a page run anything: text stands in it as it was typed", async () => {
    const evil = `<script>alert(1)</script>"><img src=x onerror=alert(1)>`;
    const id = await addPost(site.database, { title: evil, body: `${evil}\n</textarea>` });
    for (const path of [POSTS, `${POSTS}/${id}`]) {
      // Between the quotes of an attribute, these are characters like others.
      const html = (await open(path, ada)).replaceAll(/value="[^"]*"/g, "");
      expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expect(html).not.toMatch(/<script>alert|<img src=x/);
    }
  });
});
