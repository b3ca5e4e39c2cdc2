import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { nearestThere, whyNotMade } from '../../folders/make-folder.ts';
import { fixOfPlace, type MachineCheck } from './machine.ts';

/** The folder of the models can be written, and there is room. */
export const artifactsCheck: MachineCheck = {
  name: 'artifacts',
  async run({ home }) {
    const folder = join(home, 'artifacts');
    const cause = await whyNotMade(join(folder, 'model'));
    if (cause !== undefined)
      return [
        {
          status: 'fault',
          text: `models cannot be written to ${folder}`,
          cause,
          fix: fixOfPlace(cause, 'write it', '--home'),
        },
      ];
    const { bavail, bsize } = await statfs(await nearestThere(folder));
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
