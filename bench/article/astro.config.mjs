import cloudflare from "@astrojs/cloudflare";
import clerk from "@clerk/astro";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "astro/config";

export default defineConfig({
  output: "server",
  outDir: "../../.wrangler/bench/article",
  session: false,
  adapter: cloudflare({ imageService: "passthrough" }),
  integrations: [clerk()],
  vite: { plugins: [tailwindcss()] },
});
