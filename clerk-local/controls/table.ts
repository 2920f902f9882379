import type { Situation } from "#clerk-local/dispatch.ts";
import * as directory from "./directory.ts";
import * as instance from "./instance.ts";
import * as sessions from "./sessions.ts";
import * as webhooks from "./webhooks.ts";

/** What tests may do to the stand-in by RPC, beside speaking to it as Clerk. */
export const CONTROLS = { ...instance, ...sessions, ...directory, ...webhooks };

type Control = (situation: Situation, ...args: never[]) => unknown;

export type ControlName = keyof typeof CONTROLS;

/** The same as a test calls them: without the situation, and answered later. */
export type Controls = {
  readonly [Name in ControlName]: (typeof CONTROLS)[Name] extends (
    situation: Situation,
    ...args: infer Args
  ) => infer Answer
    ? (...args: Args) => Promise<Awaited<Answer>>
    : never;
};

/**
 * The control's answer as JSON, `null` for none: a text, since an object that comes by RPC is kept until its
 * caller disposes of it. Throws on a name that is none, and whatever the control throws.
 */
export async function control(situation: Situation, name: string, args: readonly unknown[]): Promise<string> {
  if (!Object.hasOwn(CONTROLS, name)) throw new Error(`clerk-local: there is no control ${name}.`);
  // Callers are typed by Controls, which is made of the same table.
  const run: Control = CONTROLS[name as ControlName];
  return JSON.stringify((await run(situation, ...(args as never[]))) ?? null);
}
