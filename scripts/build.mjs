// Makes `dist/`: JavaScript and types of src, workflows and activities, and the workflows as one bundle for workers.
// Plain JavaScript, so that it runs on a fresh clone before anything is built.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);

console.error('Building dist/ ...');
await rm(dist, { recursive: true, force: true });
// The compiler is busy for most of the time, on one core.
await Promise.all([buildPackage(), buildPage()]);

async function buildPackage() {
  await compile();
  await copyAssets();
  await chmod(join(dist, 'src/cli/bin.js'), 0o755);
  await bundleWorkflows();
}

async function compile() {
  const tsc = join(installed('typescript'), 'bin/tsc');
  const compiler = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  const [status] = await once(compiler, 'exit');
  if (status !== 0) process.exit(status ?? 1);
}

/** A package of devDependencies; a fresh clone has none yet. */
function installed(name) {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    console.error(`Expected the package \`${name}\` in node_modules, found none: run \`npm ci\` first`);
    process.exit(1);
  }
}

/** Whatever lies between the sources and is no TypeScript: pages, styles, tables. */
async function copyAssets() {
  for (const folder of ['src', 'workflows', 'activities']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || /\.ts$|^tsconfig\.json$/.test(entry.name)) continue;
      const source = join(entry.parentPath, entry.name);
      const target = join(dist, relative(root, source));
      await mkdir(dirname(target), { recursive: true });
      await cp(source, target);
    }
  }
}

/** The bundle must come from the SDK version that runs it: the note beside it lets a worker check that. */
async function bundleWorkflows() {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { workflowsPath } = await import(pathToFileURL(join(dist, 'src/workflow-paths.js')).href);
  const { bundling } = await import(pathToFileURL(join(dist, 'src/bundling.js')).href);
  const { code } = await bundleWorkflowCode(bundling({ workflowsPath, logger: quiet() }));
  await writeFile(join(dist, 'workflow-bundle.js'), code);
  const { version } = require('@temporalio/worker/package.json');
  await writeFile(join(dist, 'workflow-bundle.json'), `${JSON.stringify({ sdk: version })}\n`);
  console.log(`dist/workflow-bundle.js: ${Math.round(code.length / 1024)} KiB, with SDK ${version}`);
}

/** The operator's page, which the HTTP server hands out. */
async function buildPage() {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'page/vite.config.ts'), logLevel: 'warn' });
  const files = await readdir(join(dist, 'page/assets'));
  console.log(`dist/page: ${files.length} files`);
}

function quiet() {
  const nothing = () => undefined;
  return { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: console.warn, error: console.error };
}
