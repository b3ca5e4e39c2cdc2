import { notWaiting } from '../../print/version/challenger.ts';
import { refusalOfCancel } from '../../../core/command/cancel-retrain.ts';
import { wholeNumber } from '../../frame/arguments.ts';
import type { OperatorCommandText } from '../../frame/operator-command.ts';

/** The commands about one monitor that differ only in their texts. */
export const operatorCommandTexts = {
  /** `monitor pause <model>` */
  pause: {
    usage: 'pause <model>',
    summary: 'Pause a monitor: it keeps watching, but launches no retrain',
    details:
      'What drift and schedules ask for meanwhile is held, not dropped. A retrain that a person asks for is refused, except with --respect-holds: then it waits too.',
    examples: [
      ['monitor pause shop:ranker --comment "data outage"', 'until it is resumed'],
      ['monitor pause shop:ranker --actor nightly-job', 'in the name of a job'],
    ],
    done: (model) => `Paused ${model}.`,
    ask: (handle, asked) => handle.pause(asked),
  },
  /** `monitor resume <model>` */
  resume: {
    usage: 'resume <model>',
    summary: 'Resume a paused monitor',
    details: 'Retrains held during the pause are considered again at once.',
    examples: [
      ['monitor resume shop:ranker', 'goes on'],
      ['monitor resume shop:ranker --comment "data is back"', 'with the reason in the ledger'],
    ],
    done: (model) => `Resumed ${model}.`,
    ask: (handle, asked) => handle.resume(asked),
  },
  /** `monitor reject <model> [version]` */
  reject: {
    usage: 'reject <model> [version]',
    summary: 'Reject the waiting challenger',
    details:
      'The champion keeps serving; the rejection counts as a failed candidate. With a version, only that one is rejected.',
    examples: [
      ['monitor reject shop:ranker --comment "worse for new users"', 'with the reason in the ledger'],
      ['monitor reject shop:ranker --json | jq .champion', 'the version that keeps serving'],
    ],
    done: (model) => `Rejected the challenger of ${model}.`,
    ask: (handle, asked, version) => handle.reject({ ...asked, ...(version === undefined ? {} : { version }) }),
    refusal: notWaiting,
  },
  /** `monitor release <model>` */
  release: {
    usage: 'release <model>',
    summary: 'Close the circuit breaker, so that retrains can start again',
    details:
      'It opens after several failed or rejected candidates in a row; then drift and schedules launch no retrain until a person closes it.',
    examples: [
      ['monitor release shop:ranker', 'lets it try again'],
      ['monitor release shop:ranker --comment "labels fixed"', 'with the reason in the ledger'],
    ],
    done: (model) => `Closed the circuit breaker of ${model}.`,
    ask: (handle, asked) => handle.release(asked),
  },
  /** `monitor cancel <model>` */
  cancel: {
    usage: 'cancel <model> [number]',
    summary: 'End the retrain under way, or withdraw one that was asked for',
    details:
      'The training stops at its next heartbeat, and it does not count as a failed candidate; one in a Python worker that sends none is given up after `heartbeatTimeout`, and its thread goes on: the log of its worker names it. One that is just being registered or promoted is completed first. Without a retrain under way, it withdraws what people have asked for and is held. With the number of a retrain, as `show` tells it, it ends only that one: another that has begun since you looked goes on. With 0 it withdraws what people have asked for and waits; a retrain under way goes on.',
    examples: [
      ['monitor cancel shop:ranker --comment "wrong labels"', 'with the reason in the ledger'],
      ['monitor cancel shop:ranker 0', 'what waits, and not what is under way'],
    ],
    done: (_, { answered: { inFlight } }, named) => {
      if (inFlight?.cancelled && !isOfWaiting(named))
        return `Cancelled: retrain ${inFlight.generation} ends when its job has stopped, or has sent no heartbeat for its time-out.`;
      return `Withdrew what was asked for${inFlight && !inFlight.cancelled ? `; retrain ${inFlight.generation} goes on` : ''}.`;
    },
    ask: (handle, asked, named) =>
      handle.cancel(named === undefined ? asked : { ...asked, generation: generationOf(named) }),
    refusal: (view, named) => refusalOfCancel(view, { generation: generationOf(named) }),
    foretells: ({ inFlight }, named) =>
      inFlight && !inFlight.cancelled && isOfWaiting(named)
        ? `What people have asked for and waits is withdrawn; retrain ${inFlight.generation} goes on`
        : undefined,
  },
  /** `monitor stop <model>` */
  stop: {
    usage: 'stop <model>',
    summary: 'Stop a monitor for good',
    details:
      'What its detectors have learned is gone. A retrain in progress goes on; versions and their history stay in the registry. On a terminal it asks first.',
    examples: [
      ['monitor stop shop:ranker --yes', 'ends its workflow, without asking'],
      ['monitor stop shop:ranker --comment "replaced by shop:ranker2"', 'with the reason in the ledger'],
    ],
    confirm: (model) =>
      `Stop the monitor of ${model} for good? What its detectors have learned is lost; its versions stay in the registry.`,
    done: (model) => `Stopped ${model}.`,
    ask: (handle, asked) => handle.stop(asked),
  },
} satisfies Record<string, OperatorCommandText>;

// --- internal ---

/** @throws ConfigurationError */
const generationOf = wholeNumber('generation', 0);

/** Whether it is about what has been asked for and has not begun. */
function isOfWaiting(named: string | undefined): boolean {
  return named !== undefined && generationOf(named) === 0;
}
