import type { Server } from "#scripts/local/servers.ts";

const MINUTE_MS = 60_000;
/** As in wrangler.toml; the hourly one at its minute. */
const EVERY_MINUTE = "* * * * *";
const HOURLY = { cron: "17 * * * *", minute: 17 };

/** Has the site do by the clock what it does on Cloudflare; `wrangler dev` runs no schedule by itself. */
export function keepSchedule({ url }: Server): void {
  const tick = async () => {
    await trigger(url, EVERY_MINUTE);
    if (new Date().getMinutes() === HOURLY.minute) await trigger(url, HOURLY.cron);
  };
  setInterval(() => void tick(), MINUTE_MS).unref();
}

async function trigger(url: string, cron: string): Promise<void> {
  const query = new URLSearchParams({ cron });
  // What goes wrong the site says itself; it may also be about to end.
  await fetch(`${url}/cdn-cgi/handler/scheduled?${query.toString()}`).catch(() => null);
}
