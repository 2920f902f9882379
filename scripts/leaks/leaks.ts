const SCOPE = "src/db/tenant-scope.ts";
const BINDS = "params: slots.map((slot) => (slot === OPEN_ORGANIZATION ? this.#orgId : slot)) };";

/** A mistake to plant: each text must stand in its file exactly once. */
export type Leak = {
  readonly name: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
};

/** A way round the boundary that the classic mistakes need: a selection with its organization compared to nothing. */
const ANYWHERE = {
  file: SCOPE,
  from: "  /** A prepared selection for this organization. */",
  to: `  anywhere<Table extends TenantTable, const Named extends Columns>(selection: Selection<Table, Named>) {
    const { sql: text, params } = this.select(selection);
    return { sql: text.replaceAll('"org_id" = ?', '"org_id" <> ? || char(0)'), params } as Statement<RowOf<Named>>;
  }

  /** A prepared selection for this organization. */`,
};

/** The ways in which organizations usually come to see each other. */
export const LEAKS: readonly Leak[] = [
  {
    name: "no organization drops the filter",
    edits: [
      {
        file: SCOPE,
        from: 'if (parseOrgId(orgId) === null) throw new Error("a tenant scope needs an organization id");',
        to: "void parseOrgId;",
      },
      {
        file: SCOPE,
        from: `return { sql: text, ${BINDS}`,
        to: `const open = this.#orgId === null ? text.replaceAll('"org_id" = ?', '"org_id" is not ?') : text;
    return { sql: open, ${BINDS}`,
      },
    ],
  },
  {
    name: "lookup by id, then compare",
    edits: [
      ANYWHERE,
      {
        file: "src/features/tasks/task-repository.ts",
        from: "    /** The task, or no row. */",
        to: `    findAnywhere(id: TaskId) {
      return scope.anywhere({ from: tasks, columns: { ...TASK, orgId: tasks.orgId }, where: [eq(tasks.id, id)], limit: 1 });
    },

    /** The task, or no row. */`,
      },
      {
        file: "src/features/tasks/change-task.ts",
        from: `scope.batch([repository.find(seen.id)]);
  if (task === undefined) return fail("absent");`,
        to: `scope.batch([repository.findAnywhere(seen.id)]);
  if (task === undefined) return fail("absent");
  if (task.orgId !== tenant.orgId) return fail("forbidden");`,
      },
    ],
  },
  {
    name: "unscoped join",
    edits: [
      {
        file: SCOPE,
        from: 'return "orgId" in table ? bound(table, [on]) : on;',
        to: "void table; return on;",
      },
    ],
  },
  {
    name: "unscoped count",
    edits: [
      {
        file: "src/features/reports/report-repository.ts",
        from: `      return scope.select({
        from: tasks,
        columns: { id: tasks.id },`,
        to: `      return scope.anywhere({
        from: tasks,
        columns: { id: tasks.id },`,
      },
      ANYWHERE,
    ],
  },
  {
    name: "unscoped fallback",
    edits: [
      ANYWHERE,
      {
        file: "src/features/posts/find-posts.ts",
        from: "const [[post]] = await scope.batch([postRepository(scope).find(id)]);",
        to: "const [[own], [any]] = await scope.batch([postRepository(scope).find(id), postRepository(scope).findAnywhere(id)]);\n  const post = own ?? any;",
      },
      {
        file: "src/features/posts/post-repository.ts",
        from: "    /** The post, or no row. */",
        to: `    findAnywhere(id: PostId): Statement<Post> {
      return scope.anywhere({ from: posts, columns: POST, where: [eq(posts.id, id)], limit: 1 });
    },

    /** The post, or no row. */`,
      },
    ],
  },
  {
    name: "delete by id alone",
    edits: [
      {
        file: SCOPE,
        from: ".where(bound(table, removal.where))",
        to: ".where(sql`${OPEN_ORGANIZATION} is not null and ${and(...removal.where)}`)",
      },
    ],
  },
];
