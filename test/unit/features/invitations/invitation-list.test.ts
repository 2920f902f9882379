import { describe, expect, test } from "vitest";
import { parseInvitationList } from "#src/features/invitations/invitation-list.ts";
import { MAX_LIST_BYTES, MAX_LISTED } from "#src/features/invitations/invitation.ts";

function parsed(text: string): string[] | string {
  const entries = parseInvitationList(text, "org:member");
  if (!entries.ok) return entries.reason;
  return entries.value.map(({ line, email, role, reason }) =>
    [line, email, role.replace("org:", ""), reason].filter((each) => each !== null).join(" "),
  );
}

describe("a list of people", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "one to a line",
      "a@x.example\n\n b@x.example \r\nc@x.example",
      ["1 a@x.example member", "3 b@x.example member", "4 c@x.example member"],
    ],
    ["between commas", "a@x.example, b@x.example,", ["1 a@x.example member", "1 b@x.example member"]],
    ["between semicolons", "a@x.example; b@x.example", ["1 a@x.example member", "1 b@x.example member"]],
    [
      "as mail programs write them",
      'Lee, Kim <a@x.example>; "Fox; Max" <b@x.example>',
      ["1 a@x.example member", "1 b@x.example member"],
    ],
    [
      "with a role beside one",
      "a@x.example, Admin\nb@x.example\torg:member",
      ["1 a@x.example admin", "2 b@x.example member"],
    ],
    ["in any case", "A@X.Example", ["1 a@x.example member"]],
    ["as links", "mailto:a@x.example", ["1 a@x.example member"]],
    [
      "with named columns",
      '\uFEFFRole,Name,Email address\nadmin,"Lee, Kim",a@x.example\n,Max,b@x.example',
      ["2 a@x.example admin", "3 b@x.example member"],
    ],
  ])("holds addresses %s", (_, text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    [
      "what is no address",
      "a@x.example\nkim at x\nb@x",
      ["1 a@x.example member", "2 kim at x member not-an-address", "3 b@x member not-an-address"],
    ],
    [
      "one among addresses",
      "a@x.example, nobody, b@x.example",
      ["1 a@x.example member", "1 nobody member not-an-address", "1 b@x.example member"],
    ],
    [
      "an address that came before",
      "a@x.example\nA@x.example",
      ["1 a@x.example member", "2 a@x.example member twice"],
    ],
    ["a role that is none", "email,role\na@x.example,owner", ["2 a@x.example member unknown-role"]],
    ["a row without an address", "email,name\n,Kim", ["2 , Kim member not-an-address"]],
    [
      "formulas and markup",
      "=1+1\n<script>",
      ["1 =1+1 member not-an-address", "2 <script> member not-an-address"],
    ],
  ])("names %s by its line", (_, text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  test.each([
    ["nothing", " \n,,\n", "empty"],
    ["too many", "a@x.example,".repeat(MAX_LISTED + 1), "too-long"],
    ["too much", "x".repeat(MAX_LIST_BYTES + 1), "too-long"],
  ])("with %s is not taken", (_, text, fault) => {
    expect(parsed(text)).toBe(fault);
  });

  test("never holds more of a fault than can be shown", () => {
    const [entry] = parsed("x".repeat(5000));
    expect(entry?.length).toBeLessThan(300);
  });
});
