import {
  DAY_MS,
  digest,
  HOUR_MS,
  NEWEST_MS,
  type SeedOrganization,
  type SeedRow,
  type SeedTask,
} from "./table-rows.ts";

const COMMENTS = [
  "I can take the first part of this.",
  "Waiting for an answer; asked again this morning.",
  "Half of it is done. The rest needs a second pair of eyes.",
  "Thanks, that was quick!",
];
const COMMENTED_TASKS = 8;

const POSTS = [
  ["Welcome to the team page", "What we decide is written here, so that nobody has to ask twice."],
  ["How we plan a quarter", "Goals first, then tasks, then dates. Each has one person who answers for it."],
  ["The office moves in spring", "The lease ends in April. The new rooms are two streets away."],
  ["New price list", "It holds from the first of next month. Running contracts keep their prices."],
  ["What customers told us", "Three calls, one wish: tell us sooner when something is late."],
  ["Security questionnaire: the answers", "Use these, and say where one of them is out of date."],
  ["Backups are tested every month", "The last test took forty minutes, and everything came back."],
  ["Who is away when", "Put your days into the calendar before the end of the week."],
  ["Release notes", "Smaller, faster, and two bugs fewer than last time."],
  ["Travel policy, second draft", "Trains before planes. Comments are welcome until Friday."],
  ["Interview questions", "Five questions that tell us more than a riddle does."],
  ["Board meeting: the agenda", "Figures, people, plans. Forty minutes in all."],
] as const;
const PUBLISHED_POSTS = 9;

type SeedPost = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly createdAtMs: number;
  /** Null: a draft. */
  readonly publishedAtMs: number | null;
};

/** Two comments on each of the newest tasks. */
export function commentRows(organization: SeedOrganization, newest: readonly SeedTask[]): SeedRow[] {
  return newest
    .slice(0, COMMENTED_TASKS)
    .flatMap((task, turn) =>
      [1, 2].map((nth) => [
        organization.id,
        `cmt_${digest(`${task.id} ${nth}`, 26)}`,
        task.id,
        memberAt(organization, turn + nth),
        COMMENTS[(turn + nth) % COMMENTS.length] ?? "",
        task.createdAtMs + nth * HOUR_MS,
      ]),
    );
}

export function postRows(organization: SeedOrganization): SeedRow[] {
  return seedPosts(organization).map((post, at) => {
    const { id, title, body, author, createdAtMs, publishedAtMs } = post;
    const status = publishedAtMs === null ? "draft" : "published";
    const pinned = at === 0 ? 1 : 0;
    const updatedAtMs = publishedAtMs ?? createdAtMs;
    return [
      organization.id,
      id,
      title,
      body,
      status,
      pinned,
      author,
      createdAtMs,
      updatedAtMs,
      publishedAtMs,
      1,
    ];
  });
}

export function integrationRows({ id, slug, createdAtMs, members }: SeedOrganization): SeedRow[] {
  return ["Chat", "Data warehouse"].map((label) => [
    id,
    `int_${digest(`${id} ${label}`, 26)}`,
    label,
    `https://hooks.example.com/${slug}/${label.toLowerCase().replace(" ", "-")}`,
    members[0]?.userId ?? "",
    createdAtMs,
  ]);
}

/** What was done to the newest tasks and all posts, in order and numbered. */
export function deedRows(organization: SeedOrganization, newest: readonly SeedTask[]): SeedRow[] {
  const tasks = newest.flatMap(({ id, title, author, status, createdAtMs }) => {
    const deed = (action: string, atMs: number) => ({ actor: author, kind: "task", id, title, action, atMs });
    const moved = { todo: [], in_progress: ["task.started"], done: ["task.completed"] }[status] ?? [];
    return [deed("task.added", createdAtMs), ...moved.map((action) => deed(action, createdAtMs + HOUR_MS))];
  });
  const posts = seedPosts(organization).flatMap(({ id, title, author, createdAtMs, publishedAtMs }) => {
    const post = { actor: author, kind: "post", id };
    const drafted = { ...post, title: null, action: "post.drafted", atMs: createdAtMs };
    const published = { ...post, title, action: "post.published", atMs: publishedAtMs ?? 0 };
    return publishedAtMs === null ? [drafted] : [drafted, published];
  });
  return [...tasks, ...posts]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ actor, action, kind, id, title, atMs }, at) => {
      return [organization.id, at + 1, actor, action, kind, id, JSON.stringify({ title }), atMs];
    });
}

function seedPosts(organization: SeedOrganization): SeedPost[] {
  return POSTS.map(([title, body], at) => {
    const createdAtMs = NEWEST_MS - (at + 1) * 2 * DAY_MS;
    return {
      id: `pst_${digest(`${organization.id} post ${at}`, 26)}`,
      title,
      body: `${body}\n\n${organization.name}`,
      author: memberAt(organization, at),
      createdAtMs,
      publishedAtMs: at < PUBLISHED_POSTS ? createdAtMs + HOUR_MS : null,
    };
  });
}

function memberAt({ members }: SeedOrganization, at: number): string {
  return members[at % members.length]?.userId ?? "";
}
