import type { SqlConnection } from "#src/db/database.ts";
import { asyncProperty, check, type Arbitrary } from "fast-check";
import { askedOf, type Asked } from "./asked.ts";
import { auditFaults } from "./audited.ts";
import type { Command, Kind } from "./commands.ts";
import { keep } from "./extent.ts";
import { hearAtOnce } from "./rules/heard.ts";
import { NO_ORGANIZATION, NONE_SENT, NOT_SIGNED, WRONG_ORGANIZATION } from "./rules/rule.ts";
import type { Expected } from "./rules/rule.ts";
import { expectedOf } from "./rules/rules.ts";
import { changedOrganizations, differences, readStored, settle, type Stored } from "./stored.ts";
import { living, type World } from "./world.ts";

/** What the product said, and the id of what it made. */
export type Answer = { readonly says: unknown; readonly id?: string };

/** Whoever carries commands out: the acts, or the site. */
export type Product = {
  readonly database: SqlConnection;
  /** Back to the cast, with nothing done. */
  readonly reset: () => Promise<World>;
  readonly perform: (asked: Asked, world: World) => Promise<Answer>;
  /** Throws where something was done that no answer shows. */
  readonly judge: () => Promise<void>;
};

/** How often each kind of command was done, and how often refused, and why; and what was answered as it was before. */
export type Tally = Map<Kind, { done: number; refused: number; readonly why: Map<string, number> }>;

/** These are about more than the actor's organization. */
const OF_ALL: ReadonlySet<Kind> = new Set(["run jobs", "let time pass"]);
const OF_ANOTHER: ReadonlySet<Kind> = new Set([
  "rename organization",
  "delete organization",
  "join",
  "change role",
  "accept invitation",
  "leave",
  "switch organization",
]);

/** Plays the commands in turn, and after each compares the product with the model. Throws where they part. */
export async function play(product: Product, commands: readonly Command[], tally: Tally): Promise<void> {
  const world = await product.reset();
  let before = await readStored(product.database);
  for (const command of commands) {
    const asked = askedOf(world, command);
    const expected = expectedOf(world, asked);
    world.sent.push(asked);
    const answer = await product.perform(asked, world);
    const story = describe(command, asked);
    same(story, expected, answer);
    const after = await readStored(product.database);
    const madeId = answer.id ?? newIdIn(before, after);
    expected.effect?.(madeId);
    if (!world.hasEntry) hearAtOnce(world);
    settle(world, after);
    const faults = [
      ...differences(world, after),
      ...changedOrganizations(before, after)
        .filter((each) => !mayChange(world, asked, { id: each, madeId }))
        .map((each) => `${each} was changed by ${asked.actor.userId} of ${asked.actor.orgId}`),
      ...living(world)
        .filter(({ members }) => ![...members.values()].includes("org:admin"))
        .map(({ id }) => `${id} has no admin`),
    ];
    if (faults.length > 0) throw new Error([`${story}:`, ...shortly(faults)].join("\n  "));
    count(tally, command.kind, expected);
    before = after;
  }
  const faults = await auditFaults(product.database);
  if (faults.length > 0) throw new Error(["The audit, after all:", ...shortly(faults)].join("\n  "));
  await product.judge();
}

/** More of the same says no more. */
const MOST_FAULTS = 12;

function shortly(faults: readonly string[]): readonly string[] {
  const rest = faults.length - MOST_FAULTS;
  return rest > 0 ? [...faults.slice(0, MOST_FAULTS), `and ${rest} more`] : faults;
}

function same(story: string, expected: Expected, answer: Answer): void {
  const isSameId = expected.id === undefined || answer.id === undefined || expected.id === answer.id;
  const [wanted, said] = [expected.says, answer.says].map((says) => JSON.stringify(says));
  if (wanted === said && isSameId) return;
  const ids = isSameId ? [] : [`  with the id ${expected.id}, not ${answer.id}`];
  throw new Error(
    [`${story}:`, `  should be answered ${wanted}`, `  is answered        ${said}`, ...ids].join("\n"),
  );
}

function idsIn(stored: Stored): Set<string> {
  const rows = [...stored.values()].flatMap((tables) => [...tables.values()].flat());
  return new Set(rows.map(({ id }) => String(id)));
}

/** Of what was made by a form, which does not say. */
function newIdIn(before: Stored, after: Stored): string {
  const known = idsIn(before);
  return [...idsIn(after)].find((id) => !known.has(id)) ?? "";
}

function mayChange(
  { told }: World,
  { kind, actor, organizationId, deliveries }: Asked,
  { id, madeId }: { readonly id: string; readonly madeId: string },
): boolean {
  if (kind === "deliver webhooks")
    return told.some((each) => each.orgId === id && deliveries.includes(each.id));
  if (OF_ALL.has(kind)) return true;
  if (OF_ANOTHER.has(kind)) return id === organizationId;
  return id === (kind === "create organization" ? madeId : actor.orgId);
}

/** Nobody's request does these. */
export const NEVER_REFUSED: ReadonlySet<Kind> = new Set(["run jobs", "let time pass", "fill organization"]);
export const NEVER_DONE: ReadonlySet<Kind> = new Set(["forge webhook"]);

const REFUSALS: ReadonlySet<unknown> = new Set([
  NO_ORGANIZATION,
  WRONG_ORGANIZATION,
  "absent",
  "stale",
  "forbidden",
  "assignee-not-a-member",
  "key-reused",
  "full",
  "taken",
  "last admin",
  "member already",
  "invited already",
  "none told",
  NONE_SENT,
  NOT_SIGNED,
]);

function count(tally: Tally, kind: Kind, { says, id }: Expected): void {
  const counted = tally.get(kind) ?? { done: 0, refused: 0, why: new Map<string, number>() };
  tally.set(kind, counted);
  const why = REFUSALS.has(says) ? String(says) : id === undefined ? null : "(the same again)";
  if (REFUSALS.has(says)) counted.refused += 1;
  else counted.done += 1;
  if (why !== null) counted.why.set(why, (counted.why.get(why) ?? 0) + 1);
}

/** A command as a person reads it: what it named, and which that was. */
function describe({ kind, by, ...named }: Command, asked: Asked): string {
  const { actor, id, version, ids, assigneeId, organizationId, personId, expects } = asked;
  const resolved = { id, version, ids, assigneeId, organizationId, personId, expects };
  return `${kind} by ${by}, ${actor.userId} (${actor.role}) of ${actor.orgId}\n  ${JSON.stringify(named)}\n  ${JSON.stringify(resolved)}`;
}

type Campaign = { readonly runs: number; readonly seed: number; readonly tally: Tally };

/** Plays that many lists; where one fails, the shortest that still does is told with its seed. */
export async function playAll(
  product: Product,
  lists: Arbitrary<Command[]>,
  { runs, seed, tally }: Campaign,
): Promise<void> {
  let untilFound = 0;
  const property = asyncProperty(lists, async (commands) => {
    try {
      await play(product, commands, tally);
    } catch (error) {
      untilFound ||= countOf(tally) + 1;
      throw error;
    }
  });
  const { failed, counterexample, counterexamplePath, errorInstance } = await check(property, {
    numRuns: runs,
    seed,
  });
  if (!failed) return;
  const { commands, fault } = await shortened(product, counterexample?.[0] ?? []);
  // What does not come again is no case, nor what comes whatever is done.
  if (fault !== null && (await faultOf(product, [])) === null) keep(commands);
  throw new Error(
    [
      `The product and the model part (seed ${seed}, path ${counterexamplePath}, found by command ${untilFound}):`,
      fault ??
        `Not when it was played once more: something beside the commands matters. ${String(errorInstance)}`,
      "As a case of test/model/cases.json:",
      JSON.stringify(commands),
    ].join("\n"),
  );
}

/** Without whatever command can be left out: fast-check leaves out from the front alone. */
async function shortened(product: Product, found: readonly Command[]) {
  let commands = found;
  let fault = await faultOf(product, commands);
  for (let at = commands.length - 1; at >= 0; at -= 1) {
    const fewer = commands.toSpliced(at, 1);
    const still = await faultOf(product, fewer);
    if (still !== null) [commands, fault] = [fewer, still];
  }
  return { commands, fault };
}

async function faultOf(product: Product, commands: readonly Command[]): Promise<string | null> {
  try {
    await play(product, commands, new Map());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function countOf(tally: Tally): number {
  return [...tally.values()].reduce((sum, { done, refused }) => sum + done + refused, 0);
}

export function tableOf(tally: Tally): string {
  const rows = [...tally].map(([kind, { done, refused, why }]) => {
    const reasons = [...why]
      .map(([reason, times]) => `${reason} ${times}`)
      .toSorted()
      .join(", ");
    return `${kind.padEnd(22)} ${String(done).padStart(7)} ${String(refused).padStart(7)}  ${reasons}`;
  });
  return [`${"command".padEnd(22)}    done refused`, ...rows.toSorted(), `${countOf(tally)} commands`].join(
    "\n",
  );
}
