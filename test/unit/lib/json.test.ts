import { expect, test } from "vitest";
import { parseJsonObject } from "#src/lib/json.ts";

const parse = (text: string) => parseJsonObject(new TextEncoder().encode(text).buffer);

test("an object is read as JSON.parse reads it", () => {
  const text = String.raw`{"a":{"b":[1,{"a":"a"}],"a":2},"c":":\"a\":","d\"":"{\"a\":1}","__proto__":null}`;
  const read = parse(text);
  expect(read.ok && JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(text)));
});

test.each([
  ["", "not-json"],
  ["{'a':1}", "not-json"],
  ['{"a":1}}', "not-json"],
  ['{"a":"\n"}', "not-json"],
  ["[]", "not-an-object"],
  ["null", "not-an-object"],
  ["1", "not-an-object"],
  ['{"a":1,"a":1}', "duplicate-key"],
  ['{"a":1 , "b":{"c":1,"c" :2}}', "duplicate-key"],
  [String.raw`{"a":1,"\u0061":1}`, "duplicate-key"],
  [`${"[".repeat(17)}${"]".repeat(17)}`, "too-deep"],
  [`{"a":`.repeat(50_000), "too-deep"],
])("%j is refused as %s", (text, reason) => {
  expect(parse(text)).toEqual({ ok: false, reason });
});

test("what is not UTF-8 is refused", () => {
  expect(parseJsonObject(Uint8Array.from([0x22, 0xc0, 0x80, 0x22]).buffer)).toEqual({
    ok: false,
    reason: "not-utf-8",
  });
});

test("a long text is read in time that grows with it alone", () => {
  const hard = [`{"a":"${"\\\\".repeat(100_000)}`, `"${'\\"'.repeat(100_000)}`, '"'.repeat(200_000)];
  for (const text of hard) expect(parse(text).ok).toBe(false);
});
