import { readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { gzipSync } from "node:zlib";
import { countsOf, type Counts } from "#test/support/modules.ts";
import { startTarget, type RunningTarget, type Target } from "./target.ts";

export type Inspection = Counts & {
  readonly pageBytes: number;
  readonly workerKiB: number;
  readonly workerGzipKiB: number;
};

/** What one view costs, counted and not timed, and the Worker's size. Throws when the page is not the page. */
export async function inspect(target: Target, headers: Record<string, string>): Promise<Inspection> {
  const running = await startTarget(target, { tapped: true });
  try {
    // The first view fetches what later ones remember, such as the keys of tokens.
    await openPage(running, headers);
    const { page, counts } = await openPage(running, headers);
    return { ...counts, pageBytes: Buffer.byteLength(page), ...sizeOf(target) };
  } finally {
    await running.miniflare.dispose();
  }
}

function openPage(
  { address, page: { path, tasks: expected } }: RunningTarget,
  headers: Record<string, string>,
): Promise<{ readonly page: string; readonly counts: Counts }> {
  return new Promise((resolve, reject) => {
    const request = get(`${address}${path}`, { headers }, (response) => {
      let page = "";
      response.setEncoding("utf8").on("data", (text: string) => (page += text));
      response.on("end", () => {
        const tasks = page.match(/data-task=/g)?.length ?? 0;
        if (response.statusCode !== 200 || tasks !== expected) {
          reject(new Error(`a page with ${tasks} tasks, status ${response.statusCode}:\n${page}`));
          return;
        }
        const tap = response.headers["x-tap"];
        resolve({ page, counts: countsOf({ get: () => (typeof tap === "string" ? tap : null) }) });
      });
    });
    request.on("error", reject);
  });
}

/** All modules as they are uploaded; gzip as wrangler counts it, over all of them at once. */
function sizeOf({ folder }: Target): Pick<Inspection, "workerKiB" | "workerGzipKiB"> {
  const modules = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => readFileSync(`${folder}/${file}`));
  const all = Buffer.concat(modules);
  return { workerKiB: all.byteLength / 1024, workerGzipKiB: gzipSync(all).byteLength / 1024 };
}
