import { access, constants, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MachineCheck } from './machine.ts';

/** The folder of the models can be written, and there is room. */
export const artifactsCheck: MachineCheck = {
  name: 'artifacts',
  async run({ home }) {
    const folder = join(home, 'artifacts');
    const place = await firstThatExists(folder);
    try {
      await access(place, constants.W_OK);
    } catch {
      return [
        {
          status: 'fault',
          text: `models cannot be written to ${folder}`,
          cause: `this user may not write ${place}`,
          fix: `let the worker's user write it, or choose another folder with --home`,
        },
      ];
    }
    const { bavail, bsize } = await statfs(place);
    const free = bavail * bsize;
    const text = `${gib(free)} free for models in ${folder}`;
    if (free >= leastFree) return [{ status: 'ok', text }];
    return [
      {
        status: 'fault',
        text,
        cause: `less than ${gib(leastFree)}: a retrain that cannot write its model fails`,
        fix: 'make room, or move the home to a larger disk with --home',
      },
    ];
  },
};

// --- internal ---

const leastFree = 2 ** 30;

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

async function firstThatExists(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const exists = await access(at).then(
      () => true,
      () => false
    );
    if (exists || at === dirname(at)) return at;
  }
}
