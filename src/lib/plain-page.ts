export type PlainPage = {
  readonly title: string;
  readonly heading: string;
  readonly sentences: readonly string[];
  /** A way on: a path of the site. */
  readonly link?: { readonly path: string; readonly label: string };
};

/** A page that needs nothing of the site: for what goes wrong outside of Astro. Texts are escaped. */
export function plainPage({ title, heading, sentences, link }: PlainPage): string {
  const paragraphs = sentences.map((sentence) => `<p>${escape(sentence)}</p>`).join("\n");
  const way = link === undefined ? "" : `<p><a href="${ownPath(link.path)}">${escape(link.label)}</a></p>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><link rel="icon" href="/favicon.svg" type="image/svg+xml"><title>${escape(title)} · Orgstead</title>
<body style="font-family:system-ui;max-width:36rem;margin:20vh auto;padding:0 1rem;line-height:1.5">
<h1>${escape(heading)}</h1>
${paragraphs}
${way}`;
}

/** Escaped, and never with two slashes in front, which would name another site. */
function ownPath(path: string): string {
  return escape(path.replace(/^\/+/, "/"));
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
