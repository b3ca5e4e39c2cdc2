import type { MachineCheck } from './machine.ts';

/** Node is new enough for this package and for Temporal's SDK. */
export const nodeCheck: MachineCheck = {
  name: 'node',
  run({ nodeVersion }) {
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    if (major > least.major || (major === least.major && minor >= least.minor))
      return [{ status: 'ok', text: `Node ${nodeVersion}` }];
    return [
      {
        status: 'fault',
        text: `Node ${nodeVersion} is too old`,
        cause: `this package needs Node ${least.major}.${least.minor} or newer`,
        fix: 'install Node 24, for instance with `nvm install 24`',
      },
    ];
  },
};

// --- internal ---

/** As in `engines` of our package file; a test compares them. */
const least = { major: 20, minor: 19 };
