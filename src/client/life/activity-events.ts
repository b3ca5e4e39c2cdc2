import { readWhyNot } from '../../core/outcome/registry-answers.ts';
import { parseRetrainId } from '../../terms/model-id.ts';
import type { Challenger } from '../../core/state/state.ts';
import type { KillSwitchReading } from '../../terms/kill-switch-ids.ts';
import type { MonitorEvent } from '../../core/state/events.ts';
import type { RegistryReading } from '../../core/state-parts/registry-state.ts';
import type { Release } from '../../core/state/lineage.ts';

/** A call that the monitor had made, with its first argument. */
export interface Asked {
  type: string;
  input: unknown;
}

/** Why a call failed, as the history has it. */
export interface Failure {
  message: string;
  /** What it says beside its message, for programs. */
  said: unknown;
}

/** What follows for a monitor from the answer to a call: the same as in `workflows/carry-out.ts`. */
export function eventsOfActivity({ type, input }: Asked, answer: unknown): MonitorEvent[] {
  const order = (input ?? {}) as { retrainId?: string; generation: number };
  const result = (answer ?? {}) as Answer;
  switch (type) {
    case 'retrain.recall': {
      const { killSwitch = null, challenger = null, champion, generation, registry, runId } = result;
      const more = { ...(registry ? { registry } : {}), ...(runId === undefined ? {} : { runId }) };
      const recalled: MonitorEvent = { type: 'recalled', champion, generation, challenger, ...more };
      return killSwitch ? [{ type: 'kill-switch-read', reading: killSwitch }, recalled] : [recalled];
    }
    case 'retrain.lookAtRegistry':
      return [{ type: 'registry-read', reading: answer as RegistryReading }];
    case 'retrain.readKillSwitch':
      return [{ type: 'kill-switch-read', reading: answer as KillSwitchReading | null }];
    case 'retrain.promote': {
      const { waits, because = 'a kill switch is on', version, previous, release } = result;
      if (waits) return [{ type: 'command-failed', command: 'promote', message: because }];
      const { generation } = parseRetrainId(order.retrainId ?? '');
      return [{ type: 'promoted', generation, version, previous, ...(release ? { release } : {}) }];
    }
    case 'retrain.rollBack':
      return [{ type: 'rolled-back', ...result }];
    case 'retrain.adopt':
      return [{ type: 'adopted', ...(answer as Answer & { registry: string }) }];
    case 'retrain.lookUp':
      return answer ? [{ type: 'retrain-finished', outcome: answer, generation: order.generation }] : [];
    case 'retrain.notify':
    case 'retrain.deliver':
      return result.repeats === 'unheard' ? [{ type: 'repeats-unheard' }] : [];
    default:
      return [];
  }
}

/** The same of a call that was given up. */
export function eventsOfFailure({ type }: Asked, { message, said }: Failure): MonitorEvent[] {
  switch (type) {
    case 'retrain.recall':
    case 'retrain.lookAtRegistry':
      return [{ type: 'registry-failed', message }];
    case 'retrain.promote':
      return [{ type: 'command-failed', command: 'promote', message, ...readWhyNot(said) }];
    case 'retrain.adopt':
      return [{ type: 'command-failed', command: 'adopt', message, ...readWhyNot(said) }];
    case 'retrain.rollBack':
      return [{ type: 'command-failed', command: 'roll-back', message, ...readWhyNot(said) }];
    default:
      return [];
  }
}

// --- internal ---

/** What the calls answer, all of them together. */
interface Answer {
  champion: string | null;
  generation: number;
  challenger?: Challenger | null;
  killSwitch?: KillSwitchReading | null;
  registry?: RegistryReading;
  runId?: string;
  waits?: true;
  because?: string;
  version: string;
  previous: string | null;
  release?: Release;
  repeats?: string;
}
