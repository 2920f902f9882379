import type { Call } from "#clerk-local/dispatch.ts";
import { notFound } from "#clerk-local/errors.ts";
import { removeImage, storeImage } from "#clerk-local/rules/images.ts";
import { imageUrlOf } from "#clerk-local/routes/image-url.ts";
import { organizationJson } from "#clerk-local/wire/frontend.ts";
import { answerWithClient } from "./browser.ts";
import { me } from "./me.ts";
import { seat } from "./organizations.ts";

/** GET /v1/images/:id: a picture that was uploaded; at Clerk they are at img.clerk.com. */
export function getImage({ tables, segment }: Call): Response {
  const image = tables.images.get(segment("id"));
  if (image === null) throw notFound("image");
  const bytes = Uint8Array.from(atob(image.base64), (character) => character.charCodeAt(0));
  return new Response(bytes, { headers: { "content-type": image.type } });
}

/** POST /v1/me/profile_image: a form with a `file` (clerk-js/resources/Image.ts). */
export async function setProfileImage(call: Call): Promise<Response> {
  const { person, session } = me(call);
  const image = storeImage(call.tables, call.fields.file("file"));
  removeImage(call.tables, person.imageUrl);
  const imageUrl = imageUrlOf(call, image);
  call.tables.people.put({ ...person, imageUrl, updatedAtMs: call.clock.nowMs });
  const json = { object: "image", id: image.id, name: null, public_url: imageUrl };
  return answerWithClient(call, session.clientId, json);
}

/** DELETE /v1/me/profile_image (clerk-js/resources/Image.ts). */
export async function deleteProfileImage(call: Call): Promise<Response> {
  const { person, session } = me(call);
  removeImage(call.tables, person.imageUrl);
  call.tables.people.put({ ...person, imageUrl: null, updatedAtMs: call.clock.nowMs });
  return answerWithClient(call, session.clientId, { object: "image", id: "", deleted: true });
}

/** PUT /v1/organizations/:id/logo: a form with a `file` (clerk-js/resources/Organization.ts, setLogo). */
export async function setLogo(call: Call): Promise<Response> {
  return changeLogo(call, () => imageUrlOf(call, storeImage(call.tables, call.fields.file("file"))));
}

/** DELETE /v1/organizations/:id/logo (clerk-js/resources/Organization.ts, setLogo). */
export async function deleteLogo(call: Call): Promise<Response> {
  return changeLogo(call, () => null);
}

async function changeLogo(call: Call, newUrl: () => string | null): Promise<Response> {
  const { organization, session } = seat(call, "org:sys_profile:manage");
  const imageUrl = newUrl();
  removeImage(call.tables, organization.imageUrl ?? null);
  const { nowMs } = call.clock;
  const changed = call.tables.organizations.put({ ...organization, imageUrl, updatedAtMs: nowMs });
  return answerWithClient(call, session.clientId, organizationJson(call.tables, changed));
}
