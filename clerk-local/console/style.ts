/** The console's looks: light or dark as the system is, and nothing wider than a phone but what scrolls. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fafafc, #14161b);
  --card: light-dark(#ffffff, #1c1f26);
  --text: light-dark(#1b1f2a, #eceef3);
  --faint: light-dark(#5a6072, #a4abbb);
  --line: light-dark(#dfe2ea, #353a46);
  --accent: light-dark(#3b4bb0, #a9b6ff);
  --on-accent: light-dark(#ffffff, #14161b);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
header { padding-bottom: 0; }
header p { margin: 0 0 .5rem; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0; padding: 0; list-style: none; }
nav a[aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
a { color: var(--accent); text-underline-offset: 3px; }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; }
h2 { margin: 1.75rem 0 0; font-size: 1.15rem; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.note { margin: 0 0 .75rem; color: var(--faint); overflow-wrap: anywhere; }
.faint { color: var(--faint); }
.empty { margin: 0 0 1rem; padding: 1.5rem; border: 1px dashed var(--line); border-radius: .5rem; color: var(--faint); }
.scroll { position: relative; margin-bottom: 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem; text-align: start; vertical-align: top; font-weight: 400; }
thead th:first-child { min-width: 9rem; }
thead th { color: var(--faint); font-size: .85rem; white-space: nowrap; }
tbody th { font-weight: 600; }
tbody tr { border-top: 1px solid var(--line); }
td ul, td ol { margin: 0; padding: 0; list-style: none; }
time, td button, td li, summary { white-space: nowrap; }
tbody th code { overflow-wrap: anywhere; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; }
.code { font-size: 1rem; font-weight: 600; letter-spacing: .1em; }
pre { max-width: 40rem; max-height: 24rem; overflow: auto; font-weight: 400; }
summary { cursor: pointer; }
button { padding: .3rem .75rem; border: 0; border-radius: .4rem; background: var(--accent); color: var(--on-accent); font: inherit; cursor: pointer; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
