import type { Routes } from "#clerk-local/dispatch.ts";
import { BACKEND } from "./backend/table.ts";
import { FRONTEND } from "./frontend/table.ts";

/** Everything that the stand-in answers. In each list the first match wins. */
export const ROUTES: Routes = { backend: BACKEND, frontend: FRONTEND };
