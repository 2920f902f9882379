import { afterAll, expect, test } from "vitest";
import cases from "./cases.json" with { type: "json" };
import { ALL_KINDS, commandLists, type Command, type Kind } from "./commands.ts";
import { IS_LONG, report, SEEDS } from "./extent.ts";
import { NEVER_DONE, NEVER_REFUSED, play, playAll, tableOf, type Product, type Tally } from "./play.ts";

const MOST_COMMANDS = 40;
/** So often at least, in a long run, each kind of command is done, and is refused. */
const OFTEN = 50;

type Extent = { readonly kinds?: readonly Kind[]; readonly short: number; readonly long: number };

/** The tests of a product beside the model: so many runs for each seed. */
export function testAgreement(
  name: string,
  productOf: () => Product,
  { kinds = ALL_KINDS, short, long }: Extent,
): void {
  const tally: Tally = new Map();

  test("what once parted product and model does no more", async () => {
    // As they were printed.
    for (const commands of cases as Command[][]) {
      // What only the site does says nothing about the acts.
      if (!commands.every(({ kind }) => kinds.includes(kind))) continue;
      await play(productOf(), commands, new Map());
    }
  });

  test.each(SEEDS)(
    "whatever is done, product and model agree, and organizations never touch (seed %i)",
    { timeout: 1_200_000 },
    async (seed) => {
      const lists = commandLists(kinds, MOST_COMMANDS);
      await playAll(productOf(), lists, { runs: IS_LONG ? long : short, seed, tally });
    },
  );

  afterAll(() => report(`The model beside ${name}, seeds ${SEEDS.join(" and ")}:\n${tableOf(tally)}`));

  // In a short run a rare one may not come.
  if (!IS_LONG) return;
  test("every kind of command was done and refused", () => {
    const rare = kinds.filter((kind) => {
      const { done, refused } = tally.get(kind) ?? { done: 0, refused: 0 };
      return (done < OFTEN && !NEVER_DONE.has(kind)) || (refused < OFTEN && !NEVER_REFUSED.has(kind));
    });
    expect(rare).toEqual([]);
  });
}
