import { fileURLToPath } from "node:url";
import { build } from "astro";

/*
 * The site with Clerk's middleware taken out (server.ts stands for it): what it then costs is what the rest
 * of the site costs. It lets everybody in and never leaves this folder.
 */
await build({
  outDir: ".wrangler/bench/without-clerk",
  logLevel: "error",
  vite: {
    resolve: { alias: { "@clerk/astro/server": fileURLToPath(new URL("server.ts", import.meta.url)) } },
  },
});
