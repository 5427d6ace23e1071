import { escapeHtml } from '../docs/html.js';

const STYLE = `
:root { color-scheme: light dark; }
body {
  max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem;
  background: light-dark(#ffffff, #15171b); color: light-dark(#1b1d22, #e7e8ea); font: 1rem/1.6 system-ui, sans-serif;
}
h1 { font-size: 1.4rem; line-height: 1.25; }
code { font-family: ui-monospace, monospace; }
a { color: light-dark(#0b57c2, #8ab4ff); }`;

/** A page of a few sentences, for what comes before or instead of the built one. `content` is HTML. */
export function plainPage(page: { title: string; content: string; nonce: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<style nonce="${page.nonce}">${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(page.title)}</h1>
${page.content}
</main>
</body>
</html>
`;
}
