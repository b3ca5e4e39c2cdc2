import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { pageStyle } from './page-style.ts';

export interface PageParts {
  title: string;
  /** HTML; pass outside text through `escapeHtml` first. */
  body: string;
  /** What the script reads from the element `story`. */
  data: unknown;
  /** Runs after uPlot has been loaded. */
  script: string;
}

/** One self-contained HTML file with style, plot library, data and script. */
export async function htmlPage({ title, body, data, script }: PageParts): Promise<string> {
  const resolve = createRequire(import.meta.url).resolve;
  const [library, libraryStyle] = await Promise.all([
    readFile(resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    readFile(resolve('uplot/dist/uPlot.min.css'), 'utf8'),
  ]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${libraryStyle}${pageStyle}</style>
</head>
<body>
<main>
${body}
</main>
<script>${library}</script>
<script type="application/json" id="story">${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Text as HTML shows it literally. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
