import { POST_STEPS, type PostStatus, type PostStep } from "#src/features/posts/post.ts";
import type { Asked } from "#test/model/asked.ts";
import type { Organization, Post } from "#test/model/world.ts";
import { IS_DONE, isAdmin, log, once, own, type Expected, type Rule } from "./rule.ts";
import { compare } from "./tasks.ts";

const STEPS = Object.keys(POST_STEPS) as readonly PostStep[];

export function postStepOf({ step }: Asked): PostStep {
  return STEPS[step % STEPS.length] ?? "publish";
}

export function postStatusOf({ status }: Asked): PostStatus {
  return status === 0 ? "draft" : "published";
}

export const POST_RULES = {
  "draft post": (world, asked) =>
    once(world, asked, { effect: (id) => add(own(world, asked), asked, { id, status: "draft" }) }),
  "add published post": (world, asked) => {
    if (!isAdmin(asked)) return { says: "forbidden" };
    return once(world, asked, { effect: (id) => add(own(world, asked), asked, { id, status: "published" }) });
  },
  "edit post": (world, asked) =>
    changed(own(world, asked), asked, (post, organization) => ({
      says: IS_DONE,
      effect: () => {
        log(organization, asked, { action: "post.edited", subjectId: post.id, title: publicTitle(post) });
        Object.assign(post, { title: asked.title, body: asked.text, version: post.version + 1 });
      },
    })),
  "delete post": (world, asked) =>
    changed(own(world, asked), asked, (post, organization) => ({
      says: IS_DONE,
      effect: () => {
        log(organization, asked, { action: "post.deleted", subjectId: post.id, title: publicTitle(post) });
        organization.posts = organization.posts.filter((each) => each !== post);
        world.gone.push(post.id);
      },
    })),
  "move post": (world, asked) => {
    const organization = own(world, asked);
    const post = postOf(organization, asked.id);
    const isSeen = post !== undefined && maySee(post, asked);
    // A page is shown again with what was wrong, and there is none of a post that is not seen.
    if (!isAdmin(asked)) return { says: asked.byForm && !isSeen ? "absent" : "forbidden" };
    if (post === undefined) return { says: "absent" };
    const step = postStepOf(asked);
    const { from, done } = POST_STEPS[step];
    const isOpen = Object.entries(from).every(([name, value]) => Reflect.get(post, name) === value);
    if (!isOpen || post.version !== asked.version) return { says: "stale" };
    return {
      says: IS_DONE,
      effect: () => {
        const title = step === "publish" ? post.title : publicTitle(post);
        log(organization, asked, { action: done, subjectId: post.id, title });
        Object.assign(post, becomes(step), { version: post.version + 1 });
      },
    };
  },
  "read post": (world, asked) => {
    const post = postOf(own(world, asked), asked.id);
    if (post === undefined || !maySee(post, asked)) return { says: "absent" };
    return { says: `${shownPost(post)} ${post.body}` };
  },
  "list posts": (world, asked) => {
    const status = postStatusOf(asked);
    const seen = own(world, asked).posts.filter((post) => post.status === status && maySee(post, asked));
    const order = (post: Post) =>
      status === "draft"
        ? [post.createdAtMs, post.id]
        : [post.pinned, post.publishedAtMs ?? undefined, post.id];
    return { says: seen.toSorted((a, b) => compare(order(b), order(a))).map(shownPost) };
  },
} satisfies Record<string, Rule>;

export function shownPost({
  id,
  version,
  status,
  pinned,
  title,
}: Pick<Post, "id" | "version" | "status" | "title"> & { readonly pinned: number | boolean }): string {
  return `${id} ${version} ${status} ${Number(pinned)} ${title}`;
}

function postOf({ posts }: Organization, id: string): Post | undefined {
  return posts.find((post) => post.id === id);
}

function add(
  organization: Organization,
  asked: Asked,
  { id, status }: { readonly id: string; readonly status: PostStatus },
): void {
  const { actor, title, text: body } = asked;
  const isPublic = status === "published";
  organization.posts.push({
    id,
    title,
    body,
    status,
    pinned: 0,
    authorId: actor.userId,
    version: 1,
    createdAtMs: undefined,
    publishedAtMs: isPublic ? undefined : null,
  });
  const action = isPublic ? "post.published" : "post.drafted";
  log(organization, asked, { action, subjectId: id, title: isPublic ? title : null });
}

/** A change of a post that the actor must see, may change, and has seen in its version. */
function changed(
  organization: Organization,
  asked: Asked,
  change: (post: Post, organization: Organization) => Expected,
): Expected {
  const post = postOf(organization, asked.id);
  if (post === undefined || !maySee(post, asked)) return { says: "absent" };
  if (post.status === "published" && !isAdmin(asked)) return { says: "forbidden" };
  return post.version === asked.version ? change(post, organization) : { says: "stale" };
}

function becomes(step: PostStep): Partial<Post> {
  switch (step) {
    case "publish":
      return { status: "published", publishedAtMs: undefined };
    case "unpublish":
      return { status: "draft", pinned: 0 };
    case "pin":
      return { pinned: 1 };
    case "unpin":
      return { pinned: 0 };
  }
}

function maySee({ status, authorId }: Post, asked: Asked): boolean {
  return status === "published" || isAdmin(asked) || authorId === asked.actor.userId;
}

/** What the log may call it: a draft's title is not for everybody. */
function publicTitle({ status, title }: Post): string | null {
  return status === "published" ? title : null;
}
