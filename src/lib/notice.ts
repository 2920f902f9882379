type Page = {
  readonly url: URL;
  readonly locals: { readonly keptForm: FormData | null };
};

/** The notice that a page opens with: what its address says, or what became of a form that was kept for it. */
export function noticeOf({ url, locals }: Page): string | null {
  if (locals.keptForm !== null) return "kept";
  return url.searchParams.has("kept") ? "kept-lost" : url.searchParams.get("notice");
}
