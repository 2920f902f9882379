import { readdirSync } from "node:fs";
import { defineConfig, type OxlintOverride } from "oxlint";

type Room = {
  readonly room: string;
  readonly files: readonly string[];
  /** What it may import beside its own files and packages that no room is kept from. */
  readonly may: readonly string[];
};

/** Nothing below is open to a room unless the room's row says so. */
const CLOSED = [
  "#src/**",
  "#clerk-local/**",
  "#external-api/**",
  "#scripts/**",
  "#bench/**",
  "#test/**",
  "@clerk/**",
  "cloudflare:*",
  "drizzle-orm",
  "drizzle-orm/**",
  "jose",
];
const LIB = "#src/lib/**";
const DB = "#src/db/**";
const AUTH = "#src/auth/**";
const CLERK = "#src/clerk/**";
const COMPONENTS = "#src/components/**";
const PLATFORM = "#src/platform.ts";
/** A scope for whatever organization is named: no way for anything that answers a request. */
const SYSTEM_SCOPE = "#src/db/system-scope.ts";
const DRIZZLE = ["drizzle-orm", "drizzle-orm/**"];

/** Features that the others build on. */
const SHARED_FEATURES = [
  "#src/features/organization/**",
  "#src/features/activity/**",
  "#src/features/idempotency/**",
];

/** A feature that shows something of every noun, and has none of its own. */
const OVERVIEW = "dashboard";

/**
 * The import law, room by room. A later row overrules an earlier one for the files that both name.
 * Imports go through `#src/…`: a `..` is refused everywhere, since a row cannot see what it reaches.
 */
export const LAW: readonly Room[] = [
  { room: "lib", files: ["src/lib/**"], may: [LIB] },
  { room: "platform", files: ["src/platform.ts"], may: [LIB, "cloudflare:*"] },
  {
    room: "edge",
    files: ["src/edge/**"],
    may: [LIB, "#src/edge/**", "#src/auth/organization-paths.ts", "@clerk/backend/proxy"],
  },
  {
    room: "worker",
    files: ["src/worker.ts"],
    may: [LIB, "#src/edge/**", "#src/jobs/**", "#src/webhooks/**", PLATFORM],
  },
  {
    room: "jobs",
    files: ["src/jobs/**"],
    may: [
      LIB,
      DB,
      SYSTEM_SCOPE,
      "#src/jobs/**",
      "#src/features/activity/**",
      "#src/features/export/**",
      "#src/features/invitations/**",
    ],
  },
  {
    room: "webhooks",
    files: ["src/webhooks/**"],
    may: [
      LIB,
      DB,
      SYSTEM_SCOPE,
      CLERK,
      "#src/webhooks/**",
      "#src/features/organization/**",
      "#src/features/export/**",
    ],
  },
  { room: "db", files: ["src/db/**"], may: [LIB, DB, SYSTEM_SCOPE, ...DRIZZLE] },
  { room: "auth", files: ["src/auth/**"], may: [LIB, AUTH] },
  {
    room: "clerk-session",
    files: ["src/auth/clerk-session.ts", "src/auth/expired-session.ts"],
    may: [LIB, AUTH, "@clerk/backend", "@clerk/backend/internal"],
  },
  {
    room: "clerk",
    files: ["src/clerk/**"],
    may: [
      LIB,
      CLERK,
      PLATFORM,
      "@clerk/astro/server",
      "@clerk/astro/webhooks",
      "@clerk/backend",
      "@clerk/backend/**",
    ],
  },
  ...featureRooms(),
  {
    room: "markup",
    files: ["src/components/**", "src/layouts/**"],
    may: [
      LIB,
      COMPONENTS,
      "#src/layouts/**",
      "#src/styles/**",
      AUTH,
      "@clerk/astro/components",
      "@clerk/astro/client",
    ],
  },
  { room: "api", files: ["src/api/**"], may: [LIB, AUTH, "#src/api/**", "#src/features/**"] },
  {
    room: "pages",
    files: ["src/pages/**"],
    may: [LIB, AUTH, COMPONENTS, "#src/layouts/**", "#src/features/**", "#src/api/**"],
  },
  {
    room: "middleware",
    files: ["src/middleware.ts"],
    may: [LIB, AUTH, DB, PLATFORM, "#src/request/**", "@clerk/astro/server"],
  },
  {
    room: "request",
    files: ["src/request/**"],
    may: [LIB, AUTH, DB, CLERK, "#src/request/**", "#src/edge/clerk-calls.ts"],
  },
  {
    room: "clerk-local",
    files: ["clerk-local/**"],
    may: [
      "#clerk-local/**",
      "#src/auth/roles.ts",
      "@clerk/backend",
      "@clerk/backend/**",
      "@clerk/shared/**",
      "cloudflare:*",
    ],
  },
  {
    room: "external-api",
    files: ["external-api/**"],
    may: ["#external-api/**", "@clerk/backend", "@clerk/backend/jwt", "jose"],
  },
  {
    room: "scripts",
    files: ["scripts/**"],
    may: ["#scripts/**", "#bench/**", "#src/**", SYSTEM_SCOPE, "#clerk-local/**"],
  },
];

/** Each feature sees its own files and the shared ones, the overview all; SQL stands in its repositories alone. */
function featureRooms(): Room[] {
  const names = readdirSync(new URL("src/features", import.meta.url));
  return names.flatMap((name) => [
    {
      room: `features/${name}`,
      files: [`src/features/${name}/**`],
      may: [LIB, DB, AUTH, CLERK, COMPONENTS, ...featuresOpenTo(name)],
    },
    {
      room: "a repository",
      files: [`src/features/${name}/*-repository.ts`],
      may: [LIB, DB, `#src/features/${name}/**`, ...DRIZZLE],
    },
  ]);
}

function featuresOpenTo(name: string): string[] {
  return name === OVERVIEW ? ["#src/features/**"] : [...SHARED_FEATURES, `#src/features/${name}/**`];
}

const NO_PARENT = {
  regex: String.raw`(^|/)\.\.(/|$)`,
  message: "Import across rooms through #src/, #scripts/, #clerk-local/, #bench/ or #test/.",
};

function overrideFor({ room, files, may }: Room): OxlintOverride {
  const closed = {
    group: [
      ...CLOSED,
      ...may.map((open) => `!${open}`),
      ...(may.includes(SYSTEM_SCOPE) ? [] : [SYSTEM_SCOPE]),
    ],
    message: `The import law: ${room} may not import this (oxlint.config.ts).`,
  };
  return {
    files: [...files],
    rules: { "no-restricted-imports": ["error", { patterns: [NO_PARENT, closed] }] },
  };
}

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "oxc"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  ignorePatterns: ["dist", ".wrangler", ".astro", "node_modules", "test-results"],
  rules: {
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "import/no-unassigned-import": "off",
    "max-lines": ["error", { max: 250 }],
    "max-lines-per-function": ["error", { max: 60 }],
    "max-params": ["error", { max: 3 }],
    "no-await-in-loop": "off",
    "no-shadow": "error",
    "no-restricted-imports": ["error", { patterns: [NO_PARENT] }],
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": ["error", { checkThenables: true }],
    "typescript/no-misused-promises": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unnecessary-condition": "error",
    "typescript/switch-exhaustiveness-check": "error",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/consistent-return": "off",
  },
  overrides: [
    ...LAW.map(overrideFor),
    {
      files: [
        "*.config.ts",
        "*.config.mjs",
        "src/worker.ts",
        "clerk-local/worker.ts",
        "external-api/worker.ts",
        "test/support/tap.mjs",
        "**/*.astro",
        "bench/**",
      ],
      rules: { "import/no-default-export": "off" },
    },
    {
      // A suite is one long function by nature.
      files: ["test/**", "bench/**"],
      rules: { "max-lines-per-function": ["error", { max: 150 }], "max-params": "off" },
    },
  ],
});
