import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runCommand } from '../../src/server/run-command.ts';

export interface Step {
  instruction: string;
  text: string;
}

/** What the last stage leaves: where it lies, and how it is started. */
export interface Image {
  root: string;
  /** Where the program starts, inside `root`. */
  workdir: string;
  env: Record<string, string>;
  command: string[];
  healthcheck: string[];
}

/** The instructions of a Dockerfile, with lines that go on joined and comments left out. */
export function parseDockerfile(text: string): Step[] {
  const joined = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return joined
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [instruction = '', ...rest] = line.trim().split(/\s+/);
      return { instruction: instruction.toUpperCase(), text: rest.join(' ') };
    });
}

/**
 * Carries out a Dockerfile in plain folders, one for each stage, with this machine's programs: `/app` becomes
 * `<stage>/app`. What no folder can stand for is left out: packages of the system and other users.
 */
export async function buildInFolders(context: string, folder: string): Promise<Image> {
  const stages = new Map<string, string>();
  let image: Image = { root: '', workdir: '/', env: {}, command: [], healthcheck: [] };
  const inside = (path: string): string =>
    path.startsWith('/') ? join(image.root, path) : join(image.root, image.workdir, path);
  const entry: { point: string[]; arguments: string[] } = { point: [], arguments: [] };
  for (const { instruction, text } of parseDockerfile(await readFile(join(context, 'Dockerfile'), 'utf8')))
    if (instruction === 'FROM') {
      const name = / AS (\S+)$/i.exec(text)?.[1] ?? 'last';
      image = { ...image, root: join(folder, name), workdir: '/', env: {} };
      stages.set(name, image.root);
    } else if (instruction === 'WORKDIR') image.workdir = text;
    else if (instruction === 'COPY') await copy(text, context, stages, inside);
    else if (instruction === 'RUN') await run(text, image);
    else if (instruction === 'ENV') Object.assign(image.env, Object.fromEntries([text.split('=')]));
    else if (instruction === 'ENTRYPOINT') entry.point = JSON.parse(text) as string[];
    else if (instruction === 'CMD') entry.arguments = JSON.parse(text) as string[];
    else if (instruction === 'HEALTHCHECK')
      image.healthcheck = JSON.parse(text.slice(text.indexOf('CMD') + 3)) as string[];
    else if (instruction !== 'USER') throw new Error(`Expected an instruction that is known here, got ${instruction}`);

  const located = (word: string): string => (word.startsWith('/') ? join(image.root, word) : word);
  const command = [...entry.point, ...entry.arguments].map(located);
  return { ...image, workdir: inside(image.workdir), command, healthcheck: image.healthcheck.map(located) };
}

// --- internal ---

async function copy(
  text: string,
  context: string,
  stages: ReadonlyMap<string, string>,
  inside: (path: string) => string
): Promise<void> {
  const words = text.split(' ');
  const stage = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const to = words.pop() ?? '';
  const from = stage === undefined ? context : (stages.get(stage) ?? `no stage ${stage}`);
  const isIgnored = stage === undefined ? await ignoredBy(context) : () => false;
  for (const word of words) {
    const whole = word === '.';
    const names = whole ? await readdir(context) : [word];
    for (const name of names.filter((each) => !isIgnored(each))) {
      const target = to.endsWith('/') || whole ? join(inside(to), basename(name)) : inside(to);
      await mkdir(dirname(target), { recursive: true });
      await cp(join(from, name), target, { recursive: true, verbatimSymlinks: true });
    }
  }
}

/** Of the files at the top; a pattern with a folder in it would have to be understood here first. */
async function ignoredBy(context: string): Promise<(name: string) => boolean> {
  const lines = (await readFile(join(context, '.dockerignore'), 'utf8')).split('\n');
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const odd = patterns.find((pattern) => /[/!?[]/.test(pattern));
  if (odd !== undefined) throw new Error(`Expected plain names in .dockerignore, got ${odd}`);
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
  );
  return (name) => expressions.some((expression) => expression.test(name));
}

async function run(text: string, { root, workdir, env }: Image): Promise<void> {
  if (text.startsWith('apt-get ')) return;
  const here = text.replace(/ --(owner|group)=\S+/g, '').replace(/(?<= )(?=\/(app|var)\b)/g, root);
  const cwd = join(root, workdir);
  await mkdir(cwd, { recursive: true });
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_)/i.test(name));
  // As in a container: nothing of whoever runs the tests, but what was fetched before is not fetched again.
  const clean = { ...Object.fromEntries(inherited), ...env, npm_config_prefer_offline: 'true' };
  await runCommand('/bin/sh', ['-ec', here], { cwd, env: clean, timeoutMs: 600_000 });
}
