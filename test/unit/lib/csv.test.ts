import { expect, test } from "vitest";
import { csvLine } from "#src/lib/csv.ts";

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
