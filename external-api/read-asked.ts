import { HORIZON_DAYS, MAX_COMPLETED, MAX_DAYS, MAX_OPEN, type Figures } from "./forecast.ts";

export type Asked = {
  readonly figures: Figures;
  /** Within how many days; null where that is not asked. */
  readonly days: number | null;
};

const MAX_BYTES = 4096;

/** What a body asks; null when it cannot be read. */
export async function readAsked(request: Request): Promise<Asked | null> {
  const text = await request.text();
  if (text.length > MAX_BYTES) return null;
  const { open, completed, days = null } = parsed(text);
  if (!isCount(open, MAX_OPEN) || !isHistory(completed)) return null;
  if (days !== null && !isCount(days, HORIZON_DAYS)) return null;
  return { figures: { open, completed }, days };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

function isHistory(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_DAYS) return false;
  return value.every((each) => isCount(each, MAX_COMPLETED));
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most;
}
