import type { PersonRecord } from "#clerk-local/state/records.ts";

/**
 * A head and shoulders. Clerk's components draw initials where there is no picture, but nothing where there are no
 * initials either; by the name in it they know that nobody uploaded it (ui/utils/image.ts, isDefaultImage).
 */
const NOBODY = `data:image/svg+xml;name=avatar_placeholder;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#8a8f98"><circle cx="12" cy="9" r="4"/><path d="M4 22a8 8 0 0 1 16 0z"/></svg>',
)}`;

type Picture = { readonly image_url: string; readonly has_image: boolean };

/** Empty for a person with a name: nothing is fetched from img.clerk.com then. */
export function pictureJson({ imageUrl, firstName, lastName }: PersonRecord): Picture {
  const isNameless = (firstName ?? "") === "" && (lastName ?? "") === "";
  return { image_url: imageUrl ?? (isNameless ? NOBODY : ""), has_image: imageUrl !== null };
}
