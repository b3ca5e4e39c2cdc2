import { didYouMean } from '../../terms/did-you-mean.ts';
import { externalTuner } from '../../terms/message-names.ts';
import type { MonitorConfig } from '../../core/state/retrain.ts';
import type { WorkerCard, WorkerQuery } from '../../core/wire/messages.ts';

/** A name in a policy that those who would be asked for it do not have. */
export interface UnknownName {
  /** What comes of it. */
  text: string;
  /** What they have instead. */
  cause: string;
  /** What to do about it. */
  fix: string;
}

/** What a worker answers; `undefined` where none does. */
export type AskWorker = (query: WorkerQuery) => Promise<WorkerCard | undefined>;

/**
 * Names in a monitor's policy that its workers do not know: found when it starts, and not at the first drift months
 * later. `undefined` where a worker that has to be asked does not answer.
 *
 * @param taskQueue of the monitor
 */
export async function unknownNames(
  { model, retrain: { trainer, tuning }, pull }: MonitorConfig,
  taskQueue: string,
  ask: AskWorker
): Promise<UnknownName[] | undefined> {
  const tuner = tuning.tuner === externalTuner ? null : tuning.tuner;
  const asksOwn = trainer.taskQueue === undefined || tuner !== null || pull !== undefined;
  const [own, trains] = await Promise.all([
    asksOwn ? ask({}) : nothing,
    trainer.taskQueue === undefined ? undefined : ask({ trainsOn: trainer.taskQueue }),
  ]);
  const trainersOf = trainer.taskQueue === undefined ? own : trains;
  if (!own || !trainersOf) return undefined;
  const retrains = `every retrain of \`${model}\` would fail`;
  return [
    ...missing(trainer.name, trainersOf.trainers, {
      what: 'trainer',
      effect: retrains,
      taskQueue: trainer.taskQueue ?? taskQueue,
      fix:
        trainer.taskQueue === undefined
          ? 'correct `retrain.trainer.name`, or give the worker that trainer (--trainers <file>; `trainers` of RetrainPlugin)'
          : 'correct `retrain.trainer.name`, or give that trainer to the worker that trains (in Python: `RetrainActivities([…])`)',
    }),
    ...missing(tuner, own.tuners, {
      what: 'tuner',
      effect: retrains,
      taskQueue,
      fix: 'correct `retrain.tuning.tuner`, or give the worker that tuner (`tuners` of RetrainPlugin)',
    }),
    ...missing(pull?.source ?? null, own.sources, {
      what: 'source',
      effect: `nothing is pulled for \`${model}\``,
      taskQueue,
      fix: 'correct `pull.source`, or give the worker that source (--sources <file>; `sources` of RetrainPlugin)',
    }),
  ];
}

// --- internal ---

const nothing: WorkerCard = { trainers: [], tuners: [], sources: [] };

function missing(
  name: string | null,
  known: readonly string[],
  { what, effect, taskQueue, fix }: { what: string; effect: string; taskQueue: string; fix: string }
): UnknownName[] {
  if (name === null || known.includes(name)) return [];
  const meant = didYouMean(name, known);
  return [
    {
      text: `${effect}: the worker of task queue \`${taskQueue}\` has no ${what} \`${name}\``,
      cause: `it has ${known.map((one) => `\`${one}\``).join(', ') || 'none'}`,
      fix: meant === undefined ? fix : `did you mean \`${meant}\`? ${fix[0]!.toUpperCase()}${fix.slice(1)}`,
    },
  ];
}
