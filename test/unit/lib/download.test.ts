import { expect, test } from "vitest";
import { download, ndjsonFile } from "#src/lib/download.ts";

async function* texts() {
  yield "one\n";
  yield "two\n";
}

test("a file's name cannot break out of its header", async () => {
  const response = download(texts(), { name: 'a"; filename="b\r\n/../c é', format: "csv" });
  expect(response.headers.get("content-disposition")).toBe(
    'attachment; filename="a---filename--b------c--.csv"',
  );
  expect(await response.text()).toBe("one\ntwo\n");
});

test("rows as lines of JSON are made a chunk at a time, when they are asked for", async () => {
  let made = 0;
  async function* chunks() {
    for (made = 1; made <= 3; made += 1) yield [{ made }, { text: "two\nlines" }];
  }
  const lines = ndjsonFile(chunks());
  expect(await lines.next()).toEqual({ done: false, value: '{"made":1}\n{"text":"two\\nlines"}\n' });
  expect(made).toBe(1);
});
