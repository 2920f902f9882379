// Runs a script of this folder: node scripts/run.mjs <name> [arguments]. Plain JavaScript, so that a Node too
// old for the rest can still say so.
const NEEDED = [22, 18];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    `Orgstead needs Node ${NEEDED.join(".")} or newer, and this is ${process.versions.node}. ` +
      "Start it through npm (npm start, npm test, npm run …) after npm ci, which brings its own Node; " +
      "where npm has none for your system, install Node 24.",
  );
  process.exit(1);
}
const [name, ...rest] = process.argv.slice(2);
process.argv.splice(1, process.argv.length - 1, name, ...rest);
await import(`./${name}.ts`);
