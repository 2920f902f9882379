import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";

const GATHERED = ".wrangler/clerk-scripts";
const PACKAGES = ["clerk-js", "ui"];

/**
 * The folder with what a browser may ask for out of Clerk's packages (clerk-local/routes/scripts.ts), and nothing else;
 * made when it is not there. wrangler and Miniflare read all of a folder at each start, and node_modules/@clerk holds
 * some twenty times as many files.
 */
export function clerkScripts(): string {
  const folder = join(GATHERED, PACKAGES.map(versioned).join("+"));
  if (existsSync(folder)) return folder;
  mkdirSync(GATHERED, { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  for (const name of PACKAGES) copyScripts(name, unfinished);
  try {
    renameSync(unfinished, folder);
  } catch {
    // Another start was quicker; what it gathered is the same.
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}

function versioned(name: string): string {
  // What npm installed has a version.
  const { version } = JSON.parse(readFileSync(`node_modules/@clerk/${name}/package.json`, "utf8")) as {
    readonly version: string;
  };
  return `${name}@${version}`;
}

function copyScripts(name: string, folder: string): void {
  const [from, to] = [join("node_modules/@clerk", name, "dist"), join(folder, name, "dist")];
  mkdirSync(to, { recursive: true });
  const files = readdirSync(from).filter((file) => file.endsWith(".js"));
  for (const file of files) copyFileSync(join(from, file), join(to, file));
}
