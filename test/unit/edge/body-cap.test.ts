import { expect, test } from "vitest";
import { withCappedBody } from "#src/edge/body-cap.ts";

const MEBIBYTE = 1024 * 1024;

/** A form of so many mebibytes, and how many of them were taken. */
function sending(mebibytes: number, headers: Record<string, string> = {}) {
  const taken = { mebibytes: 0 };
  const body = new ReadableStream({
    pull(controller) {
      if (taken.mebibytes === mebibytes) return controller.close();
      taken.mebibytes += 1;
      controller.enqueue(new Uint8Array(MEBIBYTE));
    },
  });
  // undici asks for it, and its types do not know it.
  const init = { method: "POST", body, headers, duplex: "half" };
  return { request: new Request("https://app.example.com/", init), taken };
}

test("a body that is short enough comes through whole, and none is none", async () => {
  const { request } = sending(2);
  const capped = await withCappedBody(request, 2 * MEBIBYTE);
  expect((await capped?.arrayBuffer())?.byteLength).toBe(2 * MEBIBYTE);
  const bodiless = new Request("https://app.example.com/");
  expect(await withCappedBody(bodiless, 0)).toBe(bodiless);
});

test("one that is too long is read to its end, so that its sender hears why", async () => {
  const { request, taken } = sending(5);
  expect(await withCappedBody(request, 2 * MEBIBYTE)).toBeNull();
  expect(taken.mebibytes).toBe(5);
});

test("one that says that it is too long is as well, whatever it is", async () => {
  const { request, taken } = sending(1, { "content-length": `${3 * MEBIBYTE}` });
  expect(await withCappedBody(request, 2 * MEBIBYTE)).toBeNull();
  expect(taken.mebibytes).toBe(1);
});

test("and no further than four mebibytes beyond", async () => {
  const { request, taken } = sending(20);
  expect(await withCappedBody(request, 2 * MEBIBYTE)).toBeNull();
  // The seventh tells; a stream has one more ready than was asked for.
  expect(taken.mebibytes).toBeLessThanOrEqual(8);
});
