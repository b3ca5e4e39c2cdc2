import { findWedge } from '../repair/find-wedge.ts';
import { listMonitors } from '../../client/list-monitors.ts';
import type { Check, Finding, Surroundings } from '../check.ts';

/** No monitor fails the same workflow task again and again. */
export const monitorsCheck: Check = {
  name: 'monitors',
  dependsOn: ['namespace'],
  async run(surroundings) {
    const found: Omit<Finding, 'check'>[] = [];
    let sound = 0;
    for await (const part of inParts(listMonitors(surroundings.client)))
      for (const finding of await Promise.all(part.map((model) => look(surroundings, model))))
        if (finding) found.push(finding);
        else sound += 1;
    const text = `${sound} running monitor${sound === 1 ? '' : 's'} can go on`;
    return sound > 0 || found.length === 0 ? [{ status: 'ok', text }, ...found] : found;
  },
};

// --- internal ---

/** Monitors checked at the same time. */
const partSize = 20;

async function* inParts(monitors: AsyncIterable<{ model: string }>): AsyncGenerator<string[]> {
  let part: string[] = [];
  for await (const { model } of monitors) {
    part.push(model);
    if (part.length < partSize) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function look({ client }: Surroundings, model: string): Promise<Omit<Finding, 'check'> | undefined> {
  const wedge = await findWedge(client, model);
  if (!wedge) return undefined;
  return {
    status: 'fault',
    text: `monitor \`${model}\` is wedged: its workflow task fails at every attempt, since ${wedge.since.toISOString()}`,
    cause: wedge.failure,
    fix: `temporal-retrain doctor --repair ${model}`,
  };
}
