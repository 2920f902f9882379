import { problem } from "#src/lib/problem.ts";

type Refusal = "absent" | "forbidden" | "stale" | "key-reused";

/** What an act's refusal is in the API. */
export function refused(reason: Refusal): Response {
  switch (reason) {
    case "absent":
      return problem("not_found");
    case "forbidden":
      return problem("forbidden");
    case "stale":
      return problem("stale");
    case "key-reused":
      return problem("key_reused");
  }
}

/** A field that only the database could judge. */
export function refusedField(name: string, sentence: string): Response {
  return problem("invalid", { errors: { [name]: sentence } });
}

/** The id alone, so that a request that comes again is answered the same, whatever became of the thing since. */
export function created(id: string, location: string): Response {
  return Response.json({ id }, { status: 201, headers: { location } });
}

/** A change of what was seen in a version leaves it in the next. */
export function changed({ id, version }: { readonly id: string; readonly version: number }): Response {
  return Response.json({ id, version: version + 1 });
}

export function deleted(): Response {
  return new Response(null, { status: 204 });
}
