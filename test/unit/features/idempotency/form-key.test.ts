import { expect, test } from "vitest";
import { formOccasion } from "#src/features/idempotency/form-key.ts";

function formWith(key?: string | Blob): FormData {
  const form = new FormData();
  if (key !== undefined) form.set("key", key);
  return form;
}

const occasion = (key?: string | Blob, input: unknown = { title: "t" }) =>
  formOccasion(formWith(key), "tasks.add", input);

test("a form without a key, or with one that is a file, happens now and is not known again", async () => {
  for (const form of [undefined, new Blob(["k"])]) {
    const before = Date.now();
    const found = await occasion(form);
    if (!found.ok) throw new Error(found.reason);
    expect(Object.keys(found.value)).toEqual(["nowMs"]);
    expect(found.value.nowMs).toBeGreaterThanOrEqual(before);
  }
});

test("a form with a key is known again by it, and by what it asks for", async () => {
  const [one, again, another] = await Promise.all([
    occasion("k-1"),
    occasion("k-1"),
    occasion("k-1", { title: "u" }),
  ]);
  if (!one.ok || !again.ok || !another.ok) throw new Error("a good key was refused");
  expect(one.value.request?.key).toBe("k-1");
  expect(again.value.request).toEqual(one.value.request);
  expect(another.value.request?.fingerprint).not.toBe(one.value.request?.fingerprint);
});

test.each(["", "with a space", "k".repeat(129)])("a key that is none is refused: %j", async (key) => {
  expect(await occasion(key)).toEqual({ ok: false, reason: "bad-key" });
});
