import { wrongField } from "#clerk-local/errors.ts";

/** What nobody has, whatever it is asked to be: the instance does not use them. */
export const NOT_HERE = "phone_number phone_number_query username username_query web3_wallet".split(" ");

/** What a list can be ordered by, under the names that the SDK sends. */
export type Orders<Item> = Readonly<Record<string, (item: Item) => number | string>>;

/**
 * The items in the order that `order_by` names: `name` or `+name` from small to large, `-name` the other way round;
 * newest first where nothing is asked. `items` come as they are stored, oldest first. Throws on another order.
 */
export function inOrder<Item>(
  query: URLSearchParams,
  items: readonly Item[],
  orders: Orders<Item>,
): readonly Item[] {
  const asked = query.get("order_by") ?? "-created_at";
  const [, sign, name = ""] = /^([+-]?)(\w+)$/.exec(asked) ?? [];
  const read = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (read === undefined) {
    throw wrongField("form_param_value_invalid", "order_by", `Nothing here can be ordered by ${asked}.`);
  }
  const sense = sign === "-" ? -1 : 1;
  const from = sense === -1 ? items.toReversed() : items;
  return from.toSorted((a, b) => sense * compare(read(a), read(b)));
}

/** Whether the time lies between `<name>_after` and `<name>_before`, as far as those are sent. */
export function isWithin(query: URLSearchParams, name: string, timeMs: number | null): boolean {
  const before = query.get(`${name}_before`);
  const after = query.get(`${name}_after`);
  if (before === null && after === null) return true;
  if (timeMs === null) return false;
  return (before === null || timeMs < Number(before)) && (after === null || timeMs > Number(after));
}

/** Whether one of the values of `name` is this one; true where none is asked. */
export function isAsked(query: URLSearchParams, name: string, value: string | readonly string[]): boolean {
  const asked = query.getAll(name);
  return asked.length === 0 || [value].flat().some((one) => asked.includes(one));
}

/** Whether a part of one of the texts is what `name` asks for, whatever its case; true where nothing is asked. */
export function isLike(query: URLSearchParams, name: string, texts: readonly (string | null)[]): boolean {
  const asked = query.get(name)?.toLowerCase() ?? "";
  return asked === "" || texts.some((text) => text?.toLowerCase().includes(asked));
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
}
