import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In memory, on Linux. */
const MEMORY = "/dev/shm";
/** Several times what all tests have at once (about 430 MB); a container may have 64 MB there. */
const ROOM_BYTES = 2 * 1024 ** 3;

/**
 * Has what this process and its own start write to the system's temporary folder kept in memory, where there is room,
 * and deleted when this process ends. On a disk, D1 and Chromium wait for each write, and nothing of a test is to last.
 */
export function keepTemporaryFilesInMemory(): void {
  // The process that started this one has done so.
  if (tmpdir().startsWith(MEMORY) || roomIn(MEMORY) < ROOM_BYTES) return;
  const folder = mkdtempSync(join(MEMORY, "orgstead-"));
  process.env["TMPDIR"] = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

function roomIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const { bavail, bsize } = statfsSync(folder);
  return Math.min(bavail * bsize, process.availableMemory());
}
