import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import {
  answersTrue,
  eitherBranch,
  instead,
  withoutClause,
  withoutLimit,
  withoutPredicate,
  withoutTerm,
  type Edit,
  type Operator,
} from "./operators.ts";

export const KINDS = ["tenant", "role", "membership", "origin", "version", "de-duplication", "size"] as const;
export type Kind = (typeof KINDS)[number];

/** A guard of the site, and the source without it. */
export type Mutant = Edit & {
  readonly kind: Kind;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is taken away. */
  readonly guard: string;
};

type Room = { readonly kind: Kind; readonly files: string; readonly operators: readonly Operator[] };

/** Where the site keeps its guards, and how each kind is taken away. */
const ROOMS: readonly Room[] = [
  { kind: "tenant", files: "src/db/tenant-scope.ts", operators: [withoutClause, eitherBranch] },
  {
    kind: "tenant",
    files: "src/db/tenant-scope.ts",
    operators: [
      instead(
        "const own = eq(table.orgId, OPEN_ORGANIZATION);",
        "const own = sql`${OPEN_ORGANIZATION} = ${OPEN_ORGANIZATION}`;",
      ),
      instead('"orgId" in table ? bound(table, [on]) : on', "on"),
      instead("{ ...row, orgId: this.#orgId }", "{ orgId: this.#orgId, ...row }"),
    ],
  },
  {
    kind: "tenant",
    files: "src/features/integrations/integration-repository.ts",
    operators: [instead(" where ${integrations.orgId} = ${OPEN_ORGANIZATION}", "")],
  },
  {
    kind: "tenant",
    files: "src/features/organization/seat-repository.ts",
    operators: [instead("${orgId} = ${OPEN_ORGANIZATION} and ", "")],
  },
  {
    kind: "role",
    files: "src/features/organization/seat-repository.ts",
    operators: [
      instead("isAdminAmong(eq(memberships.userId, askedBy)),", ""),
      instead("isAdminAmong(ne(memberships.userId, userId)),", ""),
      instead('eq(memberships.role, "org:admin"),', ""),
    ],
  },
  { kind: "role", files: "src/auth/rights.ts", operators: [withoutClause, eitherBranch, withoutTerm] },
  {
    kind: "role",
    files: "src/{features,pages,api,request}/**/*.ts",
    operators: [answersTrue("may", "mayEver", "holds")],
  },
  {
    kind: "membership",
    files:
      "src/auth/{access,clerk-session,machine-session,session-claims,form-organization,expected-organization,standing}.ts",
    operators: [withoutClause, eitherBranch, withoutTerm],
  },
  {
    kind: "membership",
    files: "src/request/current-session.ts",
    operators: [withoutClause, eitherBranch, withoutTerm],
  },
  {
    kind: "origin",
    files: "src/edge/request-gate.ts",
    operators: [withoutClause, eitherBranch, withoutTerm],
  },
  {
    kind: "version",
    files: "src/features/**/*-repository.ts",
    operators: [withoutPredicate(/\.(version|status)$/)],
  },
  {
    kind: "de-duplication",
    files: "src/{features/idempotency,webhooks}/*.ts",
    operators: [withoutClause, eitherBranch],
  },
  { kind: "size", files: "src/{lib,edge,features}/**/*.ts", operators: [withoutLimit(/^(MAX|MOST)_/)] },
  { kind: "size", files: "src/worker.ts", operators: [withoutLimit(/^MAX_/)] },
];

/** Every guard that there is, in the order of kinds, files and places. */
export function listMutants(): Mutant[] {
  return ROOMS.flatMap(({ kind, files, operators }) =>
    globSync(files)
      .toSorted()
      .flatMap((file) => {
        const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
        const edits = operators.flatMap((operator) => operator(source)).toSorted((a, b) => a.start - b.start);
        return edits.map((edit) => ({
          ...edit,
          kind,
          file,
          line: source.getLineAndCharacterOfPosition(edit.start).line + 1,
          guard: source.text.slice(edit.start, edit.end).replaceAll(/\s+/g, " "),
        }));
      }),
  );
}
