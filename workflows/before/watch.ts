import type { MonitorInput } from '../../src/core/wire/messages.ts';
import { allHandlersFinished, condition, continueAsNew, patched } from '@temporalio/workflow';
import { Alarm } from '../alarm.ts';
import { checkPolicy } from '../commands.ts';
import { MonitorShell } from '../monitor-shell.ts';
import { nextDeadline } from '../../src/core/view/deadline.ts';
import { OutboxOfBefore } from './outbox.ts';
import { recall } from '../registry-calls.ts';

/**
 * The main loop of runs that version 0.1.0 has begun, for their histories. The next thing that happens to such a run
 * hands it over to a new one, which goes on by today's loop.
 */
export async function watchAsBefore(input: MonitorInput): Promise<void> {
  const outbox = new OutboxOfBefore((event) => monitor.apply(event));
  const monitor: MonitorShell = new MonitorShell(input, {
    turns: { answer: (take) => take(), message: (take) => take(), request: (take) => take() },
    rules: {
      // What such times do to levels and windows may lead to other commands.
      doubtsTimes: patched('doubted-times'),
      tellsLearning: false,
      notesReplaced: false,
      edition: 0,
      keepsTrails: false,
      pastSources: () => null,
    },
    hand: (effects) => outbox.add(effects),
    troubles: () => [],
    check: checkPolicy,
    reported: (outcome) => ({ type: 'retrain-finished', outcome }),
  });
  outbox.add(input.carried?.outbox ?? []);
  monitor.listen();
  if (!monitor.state.recalled) recall(monitor.state.config, (event) => monitor.apply(event));
  else if (monitor.state.registry.checkAt === null && patched('registry-watched'))
    monitor.apply({ type: 'watch-registry' });
  const alarm = new Alarm();
  let isHandingOver = false;
  const shouldRoll = (): boolean => isHandingOver || monitor.shouldRoll();
  while (!monitor.isDone()) {
    const deadline = nextDeadline(monitor.state, Date.now());
    alarm.arm(deadline?.at, deadline?.what ?? 'nothing');
    monitor.show();
    await condition(() => monitor.takeChange() || alarm.fired || monitor.shouldRoll());
    if (alarm.fired) monitor.apply({ type: 'tick' });
    await outbox.startRetrains();
    if (monitor.shouldWeigh()) monitor.fit(mayFit);
    isHandingOver = patched('handed-over');
    if (shouldRoll()) await rollOver();
  }
  await condition(allHandlersFinished);
  await outbox.drained();

  /** Commands under way finish first; signals that come meanwhile make the server retry. */
  async function rollOver(): Promise<void> {
    await condition(allHandlersFinished);
    await outbox.startRetrains();
    monitor.fit(mayFit);
    alarm.disarm();
    await continueAsNew<typeof watchAsBefore>(monitor.inputOfNextRun(outbox.pending()));
  }
}

// --- internal ---

/** Histories of before it was weighed were handed over as they were. */
const mayFit = (): boolean => patched('weighed-state');
