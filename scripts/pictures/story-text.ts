import { createHash } from 'node:crypto';
import type { Story } from '../../src/demo/story.ts';

/** The demo's story without what differs from run to run: the model's name, the server's, and how long things took. */
export function storyText({ points, retrains }: Story): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const figure = (value: number | null): string => value?.toFixed(4) ?? '-';
  const lines = [
    ...points.map((p) => [p.at, `${figure(p.accuracy)} ${figure(p.ewma)} ${figure(p.unattendedEwma)} ${p.version}`]),
    ...retrains.map((r) => [
      r.at,
      `  ${r.kind} ${r.status} ${r.version ?? '-'}: ${r.trials} trials, ${figure(r.championAccuracy)} to ${figure(r.challengerAccuracy)}; ${[r.reason, ...r.objections].join('; ')}`,
    ]),
  ] as [number, string][];
  return `${lines
    .map(([at, line]) => `${day(at)} ${line}`)
    .toSorted()
    .join('\n')}\n`;
}

/** What a picture was made from, and the picture itself. */
export interface PictureRecord {
  story: string;
  picture: string;
}

export function recordOf(story: string | Uint8Array, picture: Uint8Array): PictureRecord {
  return { story: sha256(story), picture: sha256(picture) };
}

// --- internal ---

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
