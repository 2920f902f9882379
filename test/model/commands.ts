import { array, constant, nat, boolean as either, oneof, option, record, type Arbitrary } from "fast-check";

// A run is a list of commands. Each is plain data that names rows and people by whose they are and a number, so
// that it means something in whatever has become of the world, also when fast-check has left out what came before.

/** Which row, person or organization: of the actor's organization, of another one, or of none. */
export type Ref = { readonly whose: "own" | "foreign" | "gone"; readonly nth: number };

const nth = nat({ max: 11 });
const refs = (own: number, foreign: number, gone: number): Arbitrary<Ref> =>
  record({
    whose: oneof(
      { arbitrary: constant("own" as const), weight: own },
      { arbitrary: constant("foreign" as const), weight: foreign },
      { arbitrary: constant("gone" as const), weight: gone },
    ),
    nth,
  });
const REF = refs(7, 3, 2);
const oneIn = (count: number) => nat({ max: count - 1 }).map((at) => at === count - 1);

/** What a command may say beside its kind. */
const FIELDS = {
  row: REF,
  rows: array(REF, { minLength: 1, maxLength: 5 }),
  person: REF,
  /** Whoever is to come in: most often somebody who is not there yet. */
  newcomer: refs(1, 4, 1),
  organization: REF,
  /** What is to go: seldom, for little can be done in what is left. */
  doomed: refs(1, 1, 2),
  /** Whether it says a version that has gone by. */
  isOld: oneIn(5),
  words: nth,
  step: nth,
  due: nth,
  sort: nth,
  /** Nobody, somebody, or whoever comes. */
  assignee: option(REF, { freq: 2 }),
  /** Under which key it is sent, if under any. */
  key: option(nat({ max: 2 }), { freq: 2 }),
  /** Where in a list to begin. */
  after: option(REF, { freq: 2 }),
  status: option(nat({ max: 2 }), { freq: 2 }),
  /** Which organization it says it is for, if it says so: a form's field, a program's header. */
  expects: oneof({ arbitrary: constant(null), weight: 5 }, { arbitrary: REF, weight: 1 }),
  byForm: either(),
  /** Which of Clerk's events, in this order, some perhaps twice. */
  deliveries: array(nat({ max: 30 }), { minLength: 1, maxLength: 4 }),
  /** Which of what its sender has asked for before. */
  earlier: nth,
  hours: nat({ max: 30 }),
  role: nat({ max: 1 }),
};

export type Fields = {
  readonly [Name in keyof typeof FIELDS]: (typeof FIELDS)[Name] extends Arbitrary<infer Value>
    ? Value
    : never;
};

/** Every kind of command: how often it comes, and what it says beside who sends it. */
const KINDS = {
  "add task": [6, ["words", "assignee", "due", "key", "byForm", "expects"]],
  "edit task": [3, ["row", "isOld", "words", "assignee", "due", "byForm", "expects"]],
  "move task": [3, ["row", "isOld", "step", "byForm", "expects"]],
  "delete task": [3, ["row", "isOld", "byForm", "expects"]],
  "read task": [2, ["row", "expects"]],
  "list tasks": [3, ["status", "assignee", "sort", "after", "expects"]],
  "search tasks": [2, ["words", "status", "assignee", "expects"]],
  "complete many": [3, ["rows", "expects"]],
  comment: [3, ["row", "words", "key", "byForm", "expects"]],
  "list comments": [2, ["row", "expects"]],
  "draft post": [3, ["words", "key", "byForm", "expects"]],
  "add published post": [2, ["words", "key", "expects"]],
  "edit post": [2, ["row", "isOld", "words", "byForm", "expects"]],
  "move post": [6, ["row", "isOld", "step", "byForm", "expects"]],
  "delete post": [3, ["row", "isOld", "byForm", "expects"]],
  "read post": [2, ["row", "expects"]],
  "list posts": [2, ["status", "expects"]],
  "add integration": [2, ["words", "expects"]],
  "remove integration": [3, ["row", "expects"]],
  "list integrations": [2, []],
  "list members": [2, ["expects"]],
  "read log": [2, ["status", "person", "expects"]],
  "read report": [2, ["expects"]],
  "export tasks": [2, ["byForm", "expects"]],
  "export log": [2, ["byForm", "expects"]],
  "export everything": [2, ["expects"]],
  "send again": [5, ["earlier"]],
  "run jobs": [1, []],
  "fill organization": [1, []],
  "let time pass": [1, ["hours"]],
  "create organization": [1, ["words"]],
  "rename organization": [1, ["organization", "words"]],
  "delete organization": [1, ["doomed"]],
  "switch organization": [3, ["organization"]],
  "deliver webhooks": [4, ["deliveries"]],
  invite: [5, ["organization", "newcomer", "role"]],
  "accept invitation": [5, ["organization"]],
  "revoke invitation": [4, ["organization", "person"]],
  join: [3, ["organization", "newcomer", "role"]],
  "change role": [2, ["organization", "person", "role"]],
  leave: [2, ["organization", "person"]],
  "give role": [4, ["person", "role", "byForm", "expects"]],
  "remove member": [3, ["person", "byForm", "expects"]],
  "forge webhook": [1, ["person"]],
} as const satisfies Record<string, readonly [weight: number, says: readonly (keyof typeof FIELDS)[]]>;

export type Kind = keyof typeof KINDS;

export type Command = Partial<Fields> & {
  readonly kind: Kind;
  /** Who sends it: a number of a person. */
  readonly by: number;
};

export const ALL_KINDS = Object.keys(KINDS) as readonly Kind[];

/** Any list of commands of those kinds. */
export function commandLists(kinds: readonly Kind[], maxLength: number): Arbitrary<Command[]> {
  const each = kinds.map((kind) => {
    const [weight, says] = KINDS[kind];
    const said = Object.fromEntries(says.map((name) => [name, FIELDS[name]]));
    // What `KINDS` names of `FIELDS`.
    const arbitrary = record({ kind: constant(kind), by: nth, ...said }) as Arbitrary<Command>;
    return { weight, arbitrary };
  });
  return array(oneof(...each), { minLength: 1, maxLength, size: "max" });
}
