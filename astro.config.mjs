import cloudflare from "@astrojs/cloudflare";
import preact from "@astrojs/preact";
import clerk from "@clerk/astro";
import tailwindcss from "@tailwindcss/vite";
import { shadcn } from "@clerk/ui/themes";
import { defineConfig } from "astro/config";

/** Astro turns minification off for server code and writes source maps; both are undone here: half the size. */
const minifyServer = {
  name: "minify-server",
  configEnvironment(name) {
    return name === "ssr" ? { build: { minify: true, sourcemap: false } } : undefined;
  },
};

/**
 * One build serves every environment. The adapter puts wrangler.toml's vars into process.env, from where Vite
 * would bake them into the code; a build forgets them again. (In dev the Worker reads them from there.)
 */
const bakeNoSettings = {
  name: "bake-no-settings",
  hooks: {
    "astro:build:start"() {
      const settings = Object.keys(process.env).filter((name) => /^(PUBLIC_|CLERK_|APP_)/.test(name));
      for (const name of settings) delete process.env[name];
    },
  },
};

/** In dev, what Vite would come across only while pages are open, and reload them for, once. */
const foundBeforehand = {
  name: "found-beforehand",
  configEnvironment(name) {
    const server = ["@clerk/astro/components", "@clerk/backend", "@clerk/backend/internal"];
    return { optimizeDeps: { include: name === "client" ? ["@clerk/astro/internal"] : server } };
  },
};

export default defineConfig({
  output: "server",
  session: false,
  // The edge judges origins (src/edge/request-gate.ts). Astro's check knows no bearer tokens, and would refuse a
  // program's DELETE, which has no content type.
  security: { checkOrigin: false },
  adapter: cloudflare({ imageService: "passthrough" }),
  integrations: [
    clerk({
      appearance: { theme: shadcn },
      enableEnvSchema: false,
      taskUrls: { "choose-organization": "/orgs" },
    }),
    // It would have Babel read every other module too, for nothing.
    preact({ include: ["**/*.tsx"] }),
    bakeNoSettings,
  ],
  devToolbar: { enabled: false },
  vite: {
    plugins: [tailwindcss(), minifyServer, foundBeforehand],
    // Values reach the Worker at run time only: a .env file must not be baked into the build.
    envDir: false,
  },
});
