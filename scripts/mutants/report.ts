import { KINDS, type Mutant } from "./guards.ts";
import type { Verdict } from "./verdict.ts";

export type Judged = Verdict & { readonly mutant: Mutant; readonly reason: string | null };

/** How many of each kind were noticed, then each one that was not, in Markdown. */
export function reportOf(judged: readonly Judged[]): string {
  const rows = KINDS.flatMap((kind) => {
    const ofKind = judged.filter(({ mutant }) => mutant.kind === kind);
    if (ofKind.length === 0) return [];
    const killed = ofKind.filter(({ killedBy }) => killedBy !== null).length;
    const explained = ofKind.filter(({ reason }) => reason !== null).length;
    return [
      `| ${kind} | ${ofKind.length} | ${killed} | ${explained} | ${ofKind.length - killed - explained} |`,
    ];
  });
  const survivors = judged.filter(({ killedBy }) => killedBy === null);
  return [
    "| guards | removed | noticed | no difference | missed |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...rows,
    ...(survivors.length === 0 ? [] : ["", ...survivors.map(lineOf)]),
    "",
  ].join("\n");
}

function lineOf({ mutant: { file, line, guard, replacement }, reason }: Judged): string {
  return `- ${file}:${line} \`${guard}\` → \`${replacement}\`: ${reason ?? "**missed**"}`;
}
