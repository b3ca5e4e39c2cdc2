import { expectIds, expectNames, expectSoundSpec, expectWholes } from './sound-spec.ts';
import { expectPlain } from './bounds/plain-input.ts';
import { explain } from './view/explain.ts';
import { initialState } from './initial-state.ts';
import { isObject } from './wire/read.ts';
import { nextDeadline } from './view/deadline.ts';
import { retrainIdOf } from '../terms/model-id.ts';
import { step } from './step.ts';
import { stateBytes } from './bounds/shed.ts';
import { upcast, upcastConfig } from './upcast.ts';
import { viewOf } from './view/view.ts';
import type { Effect, MonitorEvent } from './state/events.ts';
import type { MonitorInput } from './wire/messages.ts';
import type { MonitorState } from './state/state.ts';

/**
 * Lives through a moment of a monitor's life, and throws where the input is none to live by: it may have been written
 * by hand, and a monitor that is started with such a one could take no task to its end. What it does is forgotten.
 *
 * @returns the state at the end of that moment
 */
export function rehearse(input: MonitorInput, now: number): MonitorState {
  const { config, policy, carried, rollAfterEvents, searchAttributes } = input;
  // What is carried may have streams and sources of any name.
  expectPlain({ config, policy, rollAfterEvents, searchAttributes });
  expectLimit(rollAfterEvents);
  let state: MonitorState = carried
    ? upcast({ ...carried.state, config, policy })
    : initialState({ config: upcastConfig(config), policy, now, recalled: { champion: '1.0.0', generation: 0 } });
  const effects: Effect[] = [];
  for (const event of momentsOf(state, now)) {
    const next = step(state, event, now);
    state = next.state;
    effects.push(...next.effects);
  }
  viewOf(state, now);
  explain(state, now);
  nextDeadline(state, now);
  stateBytes(state);
  expectSound(state, effects);
  return state;
}

// --- internal ---

function momentsOf({ policy }: MonitorState, now: number): MonitorEvent[] {
  const series = policy.metrics.map(({ name }) => ({ metric: name, t0: now, dt: 1, v: [0.5, 0.25, 1e9] }));
  return [
    { type: 'run-began' },
    { type: 'tick' },
    { type: 'batch', batch: { source: 'rehearsal', seq: 1, series } },
    { type: 'command', command: { name: 'retrain', severity: 'full', actor: 'rehearsal', comment: '' } },
  ];
}

/** After how many events a run hands over. A number that is none is compared all the same. */
function expectLimit(events: unknown): void {
  if (events !== undefined && typeof events !== 'number') throw odd('a number of events', events);
}

/** What the shell hands to the server as it is. */
function expectSound({ config, schedules }: MonitorState, effects: readonly Effect[]): void {
  expectNames([config.model, config.tenant ?? '']);
  expectIds([retrainIdOf(config.model, Number.MAX_SAFE_INTEGER)]);
  expectSoundSpec(config.retrain);
  expectWholes(Object.values(schedules).map(({ nextAt }) => nextAt));
  for (const effect of effects) if (!isObject(effect)) throw odd('something to do', effect);
}

function odd(expected: string, got: unknown): TypeError {
  return new TypeError(`expected ${expected}, got ${typeof got}`);
}
