import { post } from '../api/api.ts';
import { reasonText } from '../../src/core/state/decision.ts';
import { retrainWords } from './retrain-words.ts';
import type { MonitorView } from '../api/types.ts';

export type CommandName =
  | 'retrain'
  | 'cancel'
  | 'withdraw'
  | 'pause'
  | 'resume'
  | 'rollback'
  | 'adopt'
  | 'release'
  | 'kill'
  | 'unkill'
  | 'stop';

/** What somebody has chosen in the dialog. */
export interface Given {
  comment: string;
  severity?: 'soft' | 'full';
  respectHolds?: boolean;
  version?: string;
}

export interface CommandLook {
  /** On the button. */
  text: string;
  role: 'operator' | 'approver';
  /** Takes something away that does not come back by itself. */
  isDangerous?: boolean;
  /** Whether it makes sense now. */
  fits: (view: MonitorView) => boolean;
  /** What will happen, said beforehand. */
  will: (view: MonitorView, given: Given) => string;
  /** What has happened, said afterwards. */
  done: (view: MonitorView, given: Given) => string;
  run: (view: MonitorView, given: Given) => Promise<unknown>;
}

/** What can be asked of a monitor, in the order of the menu. */
export const commands: Readonly<Record<CommandName, CommandLook>> = {
  retrain: {
    text: 'Retrain …',
    role: 'operator',
    fits: ({ phase }) => phase !== 'stopped',
    will: (view, given) => retrainWords(view, given),
    done: ({ model }) => `A retrain of ${model} is asked for`,
    run: ({ model }, { comment, severity = 'soft', respectHolds }) =>
      post('/v1/models/{model}/retrain', {
        path: { model },
        body: { severity, ...(respectHolds ? { respectHolds } : {}), ...why(comment) },
      }),
  },
  cancel: {
    text: 'Cancel the retrain …',
    role: 'operator',
    isDangerous: true,
    fits: ({ inFlight, triggers }) => inFlight !== null || triggers.length > 0,
    will: ({ inFlight, champion }) =>
      inFlight
        ? `Retrain ${inFlight.generation} ends, and what it has trained so far is lost. ${champion ?? 'Nothing'} goes on serving. If the drift goes on, the monitor asks again once its holds have ended.`
        : 'The retrain that is wanted and held is withdrawn. If the drift goes on, the monitor asks again.',
    done: ({ model }) => `The retrain of ${model} is cancelled`,
    // The one that was looked at, running or waiting, and no other that has begun since.
    run: ({ model, inFlight }, { comment }) =>
      post('/v1/models/{model}/cancel', {
        path: { model },
        body: { generation: inFlight?.generation ?? 0, ...why(comment) },
      }),
  },
  withdraw: {
    text: 'Withdraw what waits …',
    role: 'operator',
    isDangerous: true,
    // Without a retrain under way, cancelling does so.
    fits: ({ inFlight, triggers }) => inFlight !== null && triggers.some(({ code }) => code === 'manual'),
    will: ({ inFlight, triggers }) =>
      `What people have asked for is withdrawn: ${triggers.flatMap(manualTexts).join('; ')}.${inFlight && !inFlight.cancelled ? ` Retrain ${inFlight.generation} goes on.` : ''}`,
    done: ({ model }) => `What was asked for of ${model} is withdrawn`,
    run: ({ model }, { comment }) =>
      post('/v1/models/{model}/cancel', { path: { model }, body: { generation: 0, ...why(comment) } }),
  },
  pause: {
    text: 'Pause …',
    role: 'operator',
    fits: ({ phase }) => phase === 'active',
    will: ({ inFlight }) =>
      `It keeps watching and counting, but starts no retrain until somebody resumes it. ${inFlight ? `Retrain ${inFlight.generation} under way goes on.` : 'Nothing is under way.'}`,
    done: ({ model }) => `${model} is paused`,
    run: ({ model }, { comment }) => post('/v1/models/{model}/pause', { path: { model }, body: why(comment) }),
  },
  resume: {
    text: 'Resume …',
    role: 'operator',
    fits: ({ phase }) => phase === 'paused',
    will: ({ level, triggers }) =>
      `It may start retrains again. ${triggers.length > 0 || level === 'drift' ? 'One is wanted: it starts as soon as nothing else holds it.' : 'None is wanted now.'}`,
    done: ({ model }) => `${model} is resumed`,
    run: ({ model }, { comment }) => post('/v1/models/{model}/resume', { path: { model }, body: why(comment) }),
  },
  rollback: {
    text: 'Roll back …',
    role: 'approver',
    isDangerous: true,
    fits: ({ champion }) => champion !== null,
    will: ({ champion, probation }) =>
      `The version before ${champion ?? 'it'} becomes the champion again: what asks for the champion serves it from then on. ${probation ? 'The probation ends. ' : ''}${champion ?? 'It'} stays in the registry.`,
    done: ({ model }) => `${model} rolls back`,
    run: ({ model }, { comment }) => post('/v1/models/{model}/rollback', { path: { model }, body: why(comment) }),
  },
  adopt: {
    text: 'Adopt …',
    role: 'approver',
    isDangerous: true,
    fits: ({ phase }) => phase !== 'stopped',
    will: ({ champion }, { version = '' }) =>
      `Version ${version} becomes the champion in place of ${champion ?? 'none'}, without a gate: what asks for the champion serves it from then on.`,
    done: ({ model }, { version = '' }) => `${model} adopts ${version}`,
    run: ({ model }, { comment, version = '' }) =>
      post('/v1/models/{model}/adopt', { path: { model }, body: { version, ...why(comment) } }),
  },
  release: {
    text: 'Close the circuit breaker …',
    role: 'operator',
    fits: ({ breakerOpenedAt }) => breakerOpenedAt !== null,
    will: () =>
      'The count of failed candidates starts over, and retrains may start again. If the cause is still there, they fail again.',
    done: ({ model }) => `The circuit breaker of ${model} is closed`,
    run: ({ model }, { comment }) => post('/v1/models/{model}/release', { path: { model }, body: why(comment) }),
  },
  kill: {
    text: 'Kill switch on …',
    role: 'operator',
    fits: ({ killSwitch }) => !killSwitch?.scope,
    will: () =>
      'No retrain of this model starts, and none is promoted by itself, until the switch is turned off. It works also while no worker runs. Watching goes on.',
    done: ({ model }) => `The kill switch for ${model} is on`,
    run: ({ model }, { comment }) => post('/v1/kill-switches/on', { body: { scope: { model }, ...why(comment) } }),
  },
  unkill: {
    text: 'Kill switch off …',
    role: 'operator',
    fits: ({ killSwitch }) =>
      killSwitch?.scope !== null && killSwitch?.scope !== undefined && 'model' in killSwitch.scope,
    will: () => 'Retrains of this model may start again; what was held is considered again.',
    done: ({ model }) => `The kill switch for ${model} is off`,
    run: ({ model }, { comment }) => post('/v1/kill-switches/off', { body: { scope: { model }, ...why(comment) } }),
  },
  stop: {
    text: 'Stop the monitor …',
    role: 'operator',
    isDangerous: true,
    fits: ({ phase }) => phase !== 'stopped',
    will: ({ inFlight, champion }) =>
      `The monitor ends: nothing is watched any more, and values that are still sent are refused. ${inFlight ? `Retrain ${inFlight.generation} goes on by itself. ` : ''}${champion ?? 'What serves'} goes on serving. To watch again, start it anew: what it has learnt is gone.`,
    done: ({ model }) => `${model} is stopped`,
    run: ({ model }, { comment }) => post('/v1/models/{model}/stop', { path: { model }, body: why(comment) }),
  },
};

// --- internal ---

function manualTexts({ code, reasons }: MonitorView['triggers'][number]): string[] {
  return code === 'manual' ? reasons.map(reasonText) : [];
}

function why(comment: string): { comment?: string } {
  return comment.trim() === '' ? {} : { comment: comment.trim() };
}
