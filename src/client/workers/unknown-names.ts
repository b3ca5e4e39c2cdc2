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
  /** Task queues of whose workers none answers: what is named of them is unknown. */
  silent: string[];
  /** Those of them that nobody polls, which whoever looks after workers tells. @default none */
  unpolled?: string[];
  /** Task queues of whose workers only some have answered. */
  unheard: { taskQueue: string; answered: number; workers: number }[];
}

/** What the workers of a task queue have answered. */
export interface WorkersSay {
  /** One for each worker that has; empty where none has. */
  cards: readonly WorkerCard[];
  /** How many are there, as far as known. */
  workers: number;
}

export type AskWorkers = (query: WorkerQuery) => Promise<WorkersSay>;

/**
 * Names in a monitor's policy that its workers do not know: found when it starts, and not at the first drift months
 * later. What one worker answers is told where another one is silent.
 *
 * @param taskQueue of the monitor
 */
export async function unknownNames(
  { model, retrain: { trainer, tuning }, pull }: MonitorConfig,
  taskQueue: string,
  ask: AskWorkers
): Promise<NamesLook> {
  const tuner = tuning.tuner === externalTuner ? null : tuning.tuner;
  const trainsOn = trainer.taskQueue ?? taskQueue;
  // The monitor's own worker carries every question: where it is silent, nothing is known of another one.
  const [own, trains] = await Promise.all([ask({}), ask(trainer.taskQueue === undefined ? {} : { trainsOn })]);
  const retrains = { always: `every retrain of \`${model}\` would fail`, now: `a retrain of \`${model}\`` };
  const unknown = [
    ...missing(trainer.name, trains, {
      what: 'trainer',
      effect: retrains,
      taskQueue: trainsOn,
      field: 'retrain.trainer.name',
      ...(trainer.taskQueue === undefined
        ? { whom: 'the worker', how: '--trainers <file>; `trainers` of RetrainPlugin' }
        : { whom: 'the worker that trains', how: 'in Python: `RetrainActivities([…])`' }),
    }),
    ...missing(tuner, own, {
      what: 'tuner',
      effect: retrains,
      taskQueue,
      field: 'retrain.tuning.tuner',
      whom: 'the worker',
      how: '`tuners` of RetrainPlugin',
    }),
    ...missing(pull?.source ?? null, own, {
      what: 'source',
      effect: { always: `nothing is pulled for \`${model}\``, now: `a pull for \`${model}\`` },
      taskQueue,
      field: 'pull.source',
      whom: 'the worker',
      how: '--sources <file>; `sources` of RetrainPlugin',
    }),
  ];
  const isHeard = ({ cards }: WorkersSay): boolean => cards.length > 0;
  const needsOwn = trainer.taskQueue === undefined || tuner !== null || pull !== undefined || !isHeard(trains);
  const silent = isHeard(own) ? (isHeard(trains) ? [] : [trainsOn]) : needsOwn ? [taskQueue] : [];
  const asked = new Map([...(needsOwn ? [[taskQueue, own] as const] : []), [trainsOn, trains] as const]);
  const unheard = [...asked].flatMap(([queue, { cards, workers }]) =>
    cards.length === 0 || cards.length >= workers ? [] : [{ taskQueue: queue, answered: cards.length, workers }]
  );
  const unpolled = silent.filter((queue) => asked.get(queue)?.workers === 0);
  return { unknown, silent, unheard, ...(unpolled.length > 0 ? { unpolled } : {}) };
}

// --- internal ---

interface Named {
  what: 'trainer' | 'tuner' | 'source';
  /** What comes of it where no worker has it; and what fails where only some have. */
  effect: { always: string; now: string };
  taskQueue: string;
  field: string;
  /** Who is to be given it, and how. */
  whom: string;
  how: string;
}

function missing(name: string | null, { cards, workers }: WorkersSay, named: Named): UnknownName[] {
  const { what, effect, taskQueue, field, whom, how } = named;
  const kind = `${what}s` as const;
  const without = name === null ? [] : cards.filter((card) => !card[kind].includes(name));
  if (name === null || without.length === 0) return [];
  const lists = [...new Set(without.map((card) => card[kind].map((one) => `\`${one}\``).join(', ') || 'none'))];
  const has = `${without.length === 1 ? 'it has' : 'they have'} ${lists.join('; ')}`;
  if (without.length < cards.length)
    return [
      {
        text: `${someText(without.length, cards.length, workers, named)} \`${name}\`: ${effect.now} ${takenBy(without)}`,
        cause: `${has}, and another one has \`${name}\``,
        fix: `give each of them that ${what} (${how}), or stop those without it`,
      },
    ];
  const meant = didYouMean(name, [...new Set(without.flatMap((card) => card[kind]))]);
  const fix = `correct \`${field}\`, or give ${whom} that ${what} (${how})`;
  const isAll = cards.length >= workers;
  const who =
    workers === 1
      ? `the worker of task queue \`${taskQueue}\` has no ${what} \`${name}\``
      : `none of ${workers} workers of task queue \`${taskQueue}\` has a ${what} \`${name}\``;
  return [
    {
      text: isAll
        ? `${effect.always}: ${who}`
        : `${someText(without.length, cards.length, workers, named)} \`${name}\`: ${effect.now} ${takenBy(without)}`,
      cause: has,
      fix: meant === undefined ? fix : `did you mean \`${meant}\`? ${fix[0]!.toUpperCase()}${fix.slice(1)}`,
    },
  ];
}

/** That some have no such name, up to the name. */
function someText(without: number, answered: number, workers: number, { what, taskQueue }: Named): string {
  const of = `of ${workers} workers of task queue \`${taskQueue}\`,`;
  const lack = `${without === 1 ? 'has' : 'have'} no ${what}`;
  if (answered >= workers) return `${of} ${without === 1 ? 'one' : without} ${lack}`;
  const heard = `${of} ${answered === 1 ? 'one has' : `${answered} have`} answered, and`;
  if (without === answered) return `${heard} ${without === 1 ? 'it' : 'they'} ${lack}`;
  return `${heard} ${without === 1 ? 'one' : without} of them ${lack}`;
}

function takenBy(without: readonly unknown[]): string {
  return `that ${without.length === 1 ? 'it takes' : 'they take'} fails`;
}
