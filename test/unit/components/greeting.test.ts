import { expect, test } from "vitest";
import { greeting } from "#src/components/greeting.ts";

test.each([
  ["nobody knows yet who is there", undefined, "Loading…"],
  ["nobody is signed in", null, "Not signed in."],
  ["somebody with a first name is", { firstName: "Ada", username: "ada" }, "Hello, Ada."],
  ["somebody with a user name is", { firstName: null, username: "ada" }, "Hello, ada."],
  ["somebody without any name is", { firstName: null, username: null }, "Hello, and welcome."],
])("a greeting while %s", (_, user, words) => {
  expect(greeting(user)).toBe(words);
});
