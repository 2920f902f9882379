import type { APIRoute } from "astro";
import { openApiDocument } from "#src/api/document.ts";

export const GET: APIRoute = () => Response.json(openApiDocument());
