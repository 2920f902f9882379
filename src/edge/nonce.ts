/**
 * The page with the nonce on each of its `<script` tags. Text that people typed cannot contain `<script`:
 * Astro escapes `<` in text and attributes, Clerk escapes it in the JSON it injects. So the seven characters
 * stand only where markup of ours, Astro's or Clerk's begins a script.
 */
export async function withNonce(html: Response, nonce: string): Promise<string> {
  return (await html.text()).replaceAll("<script", `<script nonce="${nonce}"`);
}
