// Runs a script of this folder: node scripts/run.mjs <name> [arguments]. Plain JavaScript, so that it can say
// what is missing where nothing else would start.
import { existsSync } from "node:fs";

const NEEDED = [22, 19];

const fault = faultOf(process);
if (fault !== null) {
  console.error(fault);
  process.exit(1);
}
const [name, ...rest] = process.argv.slice(2);
process.argv.splice(1, process.argv.length - 1, name, ...rest);
await import(`./${name}.ts`);

function faultOf({ platform, versions }) {
  if (platform === "win32")
    return "Orgstead's scripts need a Linux or macOS shell: on Windows, run them inside WSL.";
  if (!existsSync("node_modules")) return 'The packages are not installed yet: run "npm ci" first.';
  const [major, minor] = versions.node.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return null;
  return (
    `Orgstead needs Node ${NEEDED.join(".")} or newer, and this is ${versions.node}. ` +
    "Start it through npm (npm start, npm test, npm run …) after npm ci, which brings its own Node; " +
    "where npm has none for your system, install Node 24."
  );
}
