import type { SessionActivityJSON } from "@clerk/shared/types";
import type { SessionRecord } from "#clerk-local/state/records.ts";

const BROWSERS = [
  ["Edge", /Edg\/([\d.]+)/],
  ["Firefox", /Firefox\/([\d.]+)/],
  ["Chrome", /Chrome\/([\d.]+)/],
  ["Safari", /Version\/([\d.]+).*Safari/],
] as const;
const DEVICES = ["iPhone", "iPad", "Android", "Macintosh", "Windows", "Linux"];

/** What a session was last used with, as far as its browser says; everybody here sits at this machine. */
export function activityJson({ id, userAgent = "" }: SessionRecord): SessionActivityJSON {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent));
  const deviceType = DEVICES.find((name) => userAgent.includes(name));
  return {
    object: "session_activity",
    id: id.replace(/^sess_/, "sess_activity_"),
    ...(browser !== undefined && {
      browser_name: browser[0],
      browser_version: browser[1].exec(userAgent)?.[1] ?? "",
    }),
    ...(deviceType !== undefined && { device_type: deviceType }),
    ip_address: "127.0.0.1",
    city: "this machine",
    is_mobile: /Mobi/.test(userAgent),
  };
}
