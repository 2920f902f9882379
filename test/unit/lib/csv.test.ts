import { expect, test } from "vitest";
import { csvFile, csvLine } from "#src/lib/csv.ts";

test("a cell keeps its commas, quotes and lines", () => {
  expect(csvLine(["a,b", 'say "no"', "two\nlines", 7, null])).toBe(
    '"a,b","say ""no""","two\nlines","7",""\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "\r=1", "\n=1"])(
  "a spreadsheet runs nothing of %j",
  (cell) => {
    expect(csvLine([cell])).toBe(`"'${cell}"\r\n`);
  },
);

test("a number stays one, also below zero", () => {
  expect(csvLine([-5])).toBe('"-5"\r\n');
});

async function* chunks() {
  yield [["é", 1]] as const;
  yield [
    ["=1", null],
    ["b", 2],
  ] as const;
}

test("a file of CSV is its head and its rows, in UTF-8 that a spreadsheet knows as such", async () => {
  const parts: string[] = [];
  for await (const part of csvFile(["name", "count"], chunks())) parts.push(part);
  expect(parts).toEqual(['\uFEFF"name","count"\r\n', '"é","1"\r\n', `"'=1",""\r\n"b","2"\r\n`]);
});
