/** The request's form, or null when it carries none that can be read. */
export async function readForm(request: Request): Promise<FormData | null> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type)) return null;
  try {
    return await request.formData();
  } catch {
    return null;
  }
}
