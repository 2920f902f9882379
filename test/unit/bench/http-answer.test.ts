import { describe, expect, test } from "vitest";
import { newAnswer, receive } from "#bench/http-answer.ts";

const SIZED = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const CHUNKED = "HTTP/1.1 303 See Other\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";

describe.each([
  ["with its length", SIZED, 200],
  ["in chunks", CHUNKED, 303],
])("an HTTP answer %s", (_, text, status) => {
  test.each([1, 2, 7, 1000])("is whole with its last byte, in pieces of %s bytes", (size) => {
    const answer = newAnswer();
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (__, index) =>
      Buffer.from(text.slice(index * size, (index + 1) * size)),
    );
    const whole = pieces.map((piece) => receive(answer, piece));
    expect(whole).toEqual(pieces.map((___, index) => index === pieces.length - 1));
    expect(answer.status).toBe(status);
  });
});

test("an HTTP answer without a body is whole with its head", () => {
  const answer = newAnswer();
  expect(receive(answer, Buffer.from("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"))).toBe(true);
});
