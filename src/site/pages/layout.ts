import { escape } from '../../report/escape.js'

/** A page of the site: where it lies, and what is on it. */
export interface Page {
  readonly path: string
  readonly title: string
  /** HTML. */
  readonly body: string
  /** Scripts beside the style, by name below `assets/`. */
  readonly scripts?: readonly string[]
}

/** Nothing is fetched, no script stands in a page, no form leaves it: the site works from a disk as it does from a server. */
const POLICY =
  "default-src 'none'; style-src 'self' file: 'unsafe-inline'; script-src 'self' file:; img-src 'self' file: data:; base-uri 'none'; form-action 'none'"

export const layout = ({ path, title, body, scripts = [] }: Page): string => {
  const up = '../'.repeat(path.split('/').length - 1)
  const here = (target: string): string => (path === target ? ' aria-current="page"' : '')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${up}assets/style.css">
${scripts.map((name) => `<script defer src="${up}assets/${name}"></script>`).join('\n')}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><nav aria-label="Site"><a class="mark" href="${up}index.html">Touchstone</a>
<a href="${up}index.html"${here('index.html')}>Implementations</a><a href="${up}clauses.html"${here('clauses.html')}>Clauses</a></nav></header>
<main id="main" tabindex="-1">
${body}
</main>
</body>
</html>
`
}

/** A part of a whole as a bar; its numbers stand beside it. */
export const bar = (parts: readonly (readonly [kind: string, count: number])[]): string =>
  `<span class="bar" aria-hidden="true">${parts
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `<i class="${kind}" style="flex:${count}"></i>`)
    .join('')}</span>`
