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

/** What the workers of a monitor say of the names in its policy. */
export interface NamesLook {
  unknown: UnknownName[];
  /** Task queues whose worker does not answer: what is named of them is unknown. */
  silent: string[];
}

/** What a worker answers; `undefined` where none does. */
export type AskWorker = (query: WorkerQuery) => Promise<WorkerCard | undefined>;

/**
 * Names in a monitor's policy that its workers do not know: found when it starts, and not at the first drift months
 * later. What one worker answers is told where another one is silent.
 *
 * @param taskQueue of the monitor
 */
export async function unknownNames(
  { model, retrain: { trainer, tuning }, pull }: MonitorConfig,
  taskQueue: string,
  ask: AskWorker
): Promise<NamesLook> {
  const tuner = tuning.tuner === externalTuner ? null : tuning.tuner;
  const trainsOn = trainer.taskQueue ?? taskQueue;
  // The monitor's own worker carries every question: where it is silent, nothing is known of another one.
  const [own, elsewhere] = await Promise.all([
    ask({}),
    trainer.taskQueue === undefined ? undefined : ask({ trainsOn: trainer.taskQueue }),
  ]);
  const trains = trainer.taskQueue === undefined ? own : elsewhere;
  const retrains = `every retrain of \`${model}\` would fail`;
  const unknown = [
    ...missing(trainer.name, trains?.trainers, {
      what: 'trainer',
      effect: retrains,
      taskQueue: trainsOn,
      fix:
        trainer.taskQueue === undefined
          ? 'correct `retrain.trainer.name`, or give the worker that trainer (--trainers <file>; `trainers` of RetrainPlugin)'
          : 'correct `retrain.trainer.name`, or give that trainer to the worker that trains (in Python: `RetrainActivities([…])`)',
    }),
    ...missing(tuner, own?.tuners, {
      what: 'tuner',
      effect: retrains,
      taskQueue,
      fix: 'correct `retrain.tuning.tuner`, or give the worker that tuner (`tuners` of RetrainPlugin)',
    }),
    ...missing(pull?.source ?? null, own?.sources, {
      what: 'source',
      effect: `nothing is pulled for \`${model}\``,
      taskQueue,
      fix: 'correct `pull.source`, or give the worker that source (--sources <file>; `sources` of RetrainPlugin)',
    }),
  ];
  const needsOwn = trainer.taskQueue === undefined || tuner !== null || pull !== undefined || !trains;
  if (!own) return { unknown, silent: needsOwn ? [taskQueue] : [] };
  return { unknown, silent: trains ? [] : [trainsOn] };
}

// --- internal ---

function missing(
  name: string | null,
  known: readonly string[] | undefined,
  { what, effect, taskQueue, fix }: { what: string; effect: string; taskQueue: string; fix: string }
): UnknownName[] {
  if (name === null || !known || known.includes(name)) return [];
  const meant = didYouMean(name, known);
  return [
    {
      text: `${effect}: the worker of task queue \`${taskQueue}\` has no ${what} \`${name}\``,
      cause: `it has ${known.map((one) => `\`${one}\``).join(', ') || 'none'}`,
      fix: meant === undefined ? fix : `did you mean \`${meant}\`? ${fix[0]!.toUpperCase()}${fix.slice(1)}`,
    },
  ];
}
