import { Marked } from 'marked';
import { slug } from './schema-text.js';

export interface NavigationLink {
  href: string;
  title: string;
}

/** Markdown of our own pages as HTML, with an id on each heading. */
export function toHtml(markdown: string): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      // A link from one Markdown file to another leads to its page.
      link({ href, tokens }) {
        const target = href.replace(/^(?:\.\/)?([a-z0-9-]+)\.md(?=$|#)/, '/docs/$1');
        return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
      },
      table(token) {
        const row = (cells: typeof token.header, tag: 'th' | 'td') =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n');
        // A wide table scrolls by itself, not the page.
        return `<div class="table"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** A whole document without scripts, for the strict policy that it is served under. */
export function htmlPage(page: {
  title: string;
  navigation: NavigationLink[];
  current: string;
  content: string;
}): string {
  const links = page.navigation.map(
    ({ href, title }) =>
      `<li><a href="${href}"${href === page.current ? ' aria-current="page"' : ''}>${escapeHtml(title)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} · Posthorn</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Documentation"><p class="brand"><a href="/">Posthorn</a></p><ul>${links.join('')}</ul></nav>
<main id="content">
${page.content}
</main>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
