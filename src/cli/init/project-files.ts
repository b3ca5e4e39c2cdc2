import { cliVersion } from '../../server/binary/cli-version.ts';
import { knownKind } from '../../terms/metric-kinds.ts';
import { fileName, monitorText, pythonQueue } from './monitor-text.ts';
import { sampleText, type InitSettings } from './settings.ts';

/** A file of a new project: its text, or a file of the package to copy. */
export type ProjectFile = { text: string } | { copy: string };

/** Where a project is set up. */
export interface Surrounding {
  /** The folder has a package file of its own, which stays as it is. */
  hasPackageFile: boolean;
  /** Of this package. */
  version: string;
}

/** Everything that `init` writes, by path in the folder. */
export function projectFiles(settings: InitSettings, around: Surrounding): Record<string, ProjectFile> {
  const { kind, model } = settings;
  const bringsData = kind !== 'csv';
  return {
    [fileName(model)]: { text: monitorText(settings) },
    ...(bringsData ? { 'data/rain.csv': { copy: 'examples/data/noaa-rain.csv' } } : {}),
    ...(kind === 'command'
      ? {
          'train.py': { copy: 'examples/trainers/command/train.py' },
          'trainers.yaml': { copy: 'examples/trainers/command/trainers.yaml' },
        }
      : {}),
    ...(kind === 'python' ? { 'worker.py': { copy: 'python/examples/rain_worker.py' } } : {}),
    'package.json': { text: packageText(model, around.version) },
    'compose.yaml': { text: composeText(kind) },
    'README.md': { text: readmeText(settings, around) },
  };
}

/** A command, and what it does where that is not plain. */
export type SetUpStep = readonly [command: string, what?: string];

/** What brings a project to life: `untilPublished` or `oncePublished`, and `afterwards` the rest. */
export type SetUp = Readonly<Record<'untilPublished' | 'oncePublished' | 'afterwards', readonly SetUpStep[]>>;

/** Their headings, in the order of reading: nobody is stopped at a package that is not there. */
export const setUpHeadings: Readonly<Record<keyof SetUp, string>> = {
  untilPublished: 'Until temporal-retrain is on npm, install it from a clone:',
  oncePublished: 'Once it is on npm, this does it instead:',
  afterwards: 'Then:',
};

/** The commands that bring it to life, for the screen, for programs and for the file to be read. */
export function setUpOf(settings: InitSettings, { hasPackageFile, version }: Surrounding): SetUp {
  const { kind, model, promotion, limit } = settings;
  const pythonPackage: SetUpStep = [
    "python3 -m venv .venv && .venv/bin/pip install './node_modules/temporal-retrain/python[sklearn,optuna]'",
    'the Python worker',
  ];
  // It ends where no server answers.
  const pythonWorker: SetUpStep[] = [
    [`TASK_QUEUE=${pythonQueue} ARTIFACTS=./models .venv/bin/python worker.py`, 'trains, in a terminal of its own'],
  ];
  const withSdk = hasPackageFile ? ` ${sdk.join(' ')}` : '';
  const untilPublished: SetUpStep[] = [
    ['(cd path/to/clone && npm ci && npm pack)'],
    [`npm install path/to/clone/temporal-retrain-${version}.tgz${withSdk}`],
  ];
  const oncePublished: SetUpStep[] = [
    [hasPackageFile ? `npm install temporal-retrain${withSdk}` : 'npm install', 'the package and the SDK of Temporal'],
  ];
  const afterwards: SetUpStep[] = [
    ...(kind === 'python' ? [pythonPackage] : []),
    [`npx temporal-retrain ${devCommand(kind)}`, 'a server and a worker, in a terminal of its own'],
    ...(kind === 'python' ? pythonWorker : []),
    [`npx temporal-retrain monitor start ${fileName(model)}`, 'starts the monitor'],
    [`npx temporal-retrain monitor retrain ${model} --full --wait`, 'the first model'],
    ...(promotion === 'challenger'
      ? ([[`npx temporal-retrain monitor approve ${model}`, 'it serves']] as [string, string][])
      : []),
    [sendBadValues(settings), 'what your service measures'],
    [
      `npx temporal-retrain monitor watch ${model}`,
      limit === null ? 'what the monitor makes of it' : "drift; retrained when the first model's cool-down has ended",
    ],
  ];
  return { untilPublished, oncePublished, afterwards };
}

// --- internal ---

const sdk = ['activity', 'client', 'common', 'envconfig', 'plugin', 'worker', 'workflow'].map(
  (name) => `@temporalio/${name}`
);

/** So many that an average beyond the limit is judged: the detector of the file waits for five. */
function sendBadValues({ model, metric, limit, side }: InitSettings): string {
  if (limit === null) return `npx temporal-retrain send ${model} --metric ${metric}=VALUE`;
  const bad = side === 'below' ? limit - Math.abs(limit) / 5 : limit + (Math.abs(limit) / 4 || 1);
  const value = Number((knownKind(metric)?.isShare ? Math.min(1, bad) : bad).toPrecision(3));
  return `printf '${[metric, ...Array.from({ length: 5 }, () => value)].join('\\n')}\\n' | npx temporal-retrain send ${model}`;
}

function devCommand(kind: InitSettings['kind']): string {
  return kind === 'command' ? 'dev --trainers trainers.yaml' : 'dev';
}

function packageText(model: string, version: string): string {
  const dependencies = {
    ...Object.fromEntries(sdk.map((name) => [name, '^1.24.0'])),
    'temporal-retrain': `^${version}`,
  };
  const name = model.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
  return `${JSON.stringify({ name, private: true, type: 'module', dependencies }, null, 2)}\n`;
}

function composeText(kind: InitSettings['kind']): string {
  const trainers = kind === 'command' ? ', --trainers, trainers.yaml' : '';
  const python = `
  trainer:
    image: python:3.12-slim
    working_dir: /app
    command: sh -c "pip install --quiet './node_modules/temporal-retrain/python[sklearn,optuna]' && python worker.py"
    environment: { TEMPORAL_ADDRESS: 'temporal:7233', TASK_QUEUE: ${pythonQueue}, ARTIFACTS: ./models }
    volumes: ['.:/app']
    depends_on: [temporal]
    restart: unless-stopped
`;
  // Debian's slim image has no Python; the script needs it.
  const image = kind === 'command' ? 'node:24' : 'node:24-slim';
  return `# A server for trying things out, and a worker: docker compose up. For production see the package's docker-compose.yml.
services:
  temporal:
    image: temporalio/temporal:${cliVersion}
    command: [server, start-dev, --ip, 0.0.0.0, --db-filename, /data/temporal.db]
    ports: ['127.0.0.1:7233:7233', '127.0.0.1:8233:8233']
    volumes: ['temporal:/data']

  worker:
    image: ${image}
    working_dir: /app
    command: [npx, temporal-retrain, worker${trainers}]
    environment: { TEMPORAL_ADDRESS: 'temporal:7233' }
    volumes: ['.:/app']
    depends_on: [temporal]
    restart: unless-stopped
${kind === 'python' ? python : ''}
volumes:
  temporal: {}
`;
}

function readmeText(settings: InitSettings, around: Surrounding): string {
  const setUp = Object.entries(setUpOf(settings, around)).map(([part, steps]) => {
    const commands = steps.map(([command, what]) => (what === undefined ? command : `# ${what}\n${command}`));
    const isList = steps.some(([, what]) => what !== undefined);
    return `${setUpHeadings[part as keyof SetUp]}\n\n\`\`\`sh\n${commands.join(isList ? '\n\n' : '\n')}\n\`\`\``;
  });
  const sample = sampleText(settings);
  return `# ${settings.model}

A monitor that watches \`${settings.metric}\` and retrains the model when it should. \`${fileName(settings.model)}\` says when and how.
${sample === undefined ? '' : `\n${sample}.\n`}
${setUp.join('\n\n')}

\`npx temporal-retrain doctor ${fileName(settings.model)}\` tells what is missing, \`npx temporal-retrain help\` what else there is.
`;
}
