/** One of the pages that @clerk/astro adds to a panel of Clerk's (CustomProfilePageRenderer.astro). */
type CustomPage = { mount?: (place: HTMLElement) => void };

/**
 * Has a panel's pages of ours made once. Clerk draws its panel anew whenever the session is touched, which a return to
 * the window does, and the SDK would set the page's HTML anew with it: what is typed there would be gone. To be called
 * before clerk-js has loaded.
 */
export function keepCustomPages(panel: "organization-profile"): void {
  const { __astro_clerk_component_props: components } = window;
  for (const props of components.get(panel)?.values() ?? []) {
    for (const page of (props["customPages"] ?? []) as CustomPage[]) {
      if (page.mount !== undefined) page.mount = mountOnce(page.mount);
    }
  }
}

/** A `mount` that fills an element of its own the first time, and moves it where it is wanted elsewhere later. */
function mountOnce(mount: (place: HTMLElement) => void): (place: HTMLElement) => void {
  let content: HTMLElement | null = null;
  return (place) => {
    if (content === null) {
      content = document.createElement("div");
      mount(content);
    }
    if (content.parentElement !== place) place.replaceChildren(content);
  };
}
