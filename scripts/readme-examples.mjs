// Copies the quick start's files into the README; a test compares them.
import { readFile, writeFile } from 'node:fs/promises';

const root = new URL('..', import.meta.url);
let readme = await readFile(new URL('README.md', root), 'utf8');
for (const [heading, file] of [
  ['When to retrain', 'monitor.ts'],
  ['In the service', 'service.ts'],
  ['In a worker', 'worker.ts'],
]) {
  const code = (await readFile(new URL(`examples/quickstart/${file}`, root), 'utf8')).trim();
  const block = new RegExp(String.raw`(\*\*${heading}[\s\S]*?\`\`\`ts\n)[\s\S]*?(\n\`\`\`)`);
  readme = readme.replace(block, (_, before, after) => before + code + after);
}
await writeFile(new URL('README.md', root), readme);
