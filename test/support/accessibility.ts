import axe, { type AxeResults, type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/** What of a page to judge; all of it by every rule when nothing is given. */
export type Judged = {
  /** A selector of what somebody else is to answer for. */
  readonly without?: string;
  /** One of axe's rules alone. */
  readonly rule?: string;
};

export type Fault = {
  /** The rule's. */
  readonly id: string;
  readonly impact: string | null;
  /** Of each element that breaks it. */
  readonly html: readonly string[];
};

/**
 * What axe finds on a page as it is. Its source goes into the page once, and it runs there: nothing here is in a
 * frame, for which axe's own driver opens another page at each run.
 */
export async function accessibilityFaults(page: Page, { without, rule }: Judged = {}): Promise<Fault[]> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe.source);
  const context = without === undefined ? {} : { exclude: [without] };
  const options: RunOptions = {
    resultTypes: ["violations"],
    ...(rule !== undefined && { runOnly: { type: "rule", values: [rule] } }),
  };
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify({ include: "html", ...context })}, ${JSON.stringify(options)})`,
  );
  return violations.map(({ id, impact, nodes }) => ({
    id,
    impact: impact ?? null,
    html: nodes.map(({ html }) => html),
  }));
}
