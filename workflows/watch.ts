import type { MonitorInput } from '../src/core/wire/messages.ts';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  patched,
} from '@temporalio/workflow';
import { Alarm } from './alarm.ts';
import { Fence } from './fence.ts';
import { Inbox } from './inbox.ts';
import { MonitorShell } from './monitor-shell.ts';
import { nextDeadline } from '../src/core/view/deadline.ts';
import { rulesByPatches } from '../src/core/begin-run.ts';
import { Outbox, type Told } from './outbox.ts';
import { Resets } from './resets.ts';
import { monitorTaskTimeoutMs } from '../src/terms/timings.ts';
import { automaton } from '../src/core/candidate/approval.ts';

/**
 * The main loop: takes in what has happened, hands out what has to be done, waits. Every command of a monitor is issued
 * by `handOut`, whatever it was that asked for it, so that what a run does depends on what has happened alone, and not
 * on how it was cut into tasks.
 */
export async function watch(input: MonitorInput): Promise<void> {
  const inbox = new Inbox();
  const resets = new Resets();
  const told: Told = {
    searchAttributes: input.searchAttributes,
    pageUrl: input.pageUrl,
    answer: (take) => inbox.answer(take),
    apply: (event) => {
      resets.see(event);
      monitor.apply(event);
    },
  };
  const outbox = new Outbox(told, input.carried?.notifiers);
  const monitor: MonitorShell = new MonitorShell(input, {
    turns: inbox,
    rules: rulesByPatches(patched),
    hand: (effects) => outbox.add(effects),
    troubles: () => outbox.troubles(),
    check: async (policy) => await inbox.request(() => outbox.check(policy)),
    reported: (outcome) => ({ type: 'retrain-reported', outcome, awaited: outbox.awaits(monitor.state.generation) }),
  });
  const alarm = new Alarm(() => inbox.answer(() => monitor.apply({ type: 'tick' })));
  const fence = new Fence(patched('every-quiet-task'));
  /** When a stopped monitor gives up on what it has not delivered. */
  let leavesAt: number | undefined;
  let isLeaving = false;
  let isRollDue = false;

  outbox.add(input.carried?.outbox ?? []);
  monitor.listen();
  inbox.answer(() => monitor.apply({ type: 'run-began' }));
  const { cancelRequested } = CancellationScope.current();
  const cancelled = cancelRequested.catch((error: unknown) => {
    inbox.answer(() => monitor.apply({ type: 'command', command: cancelCommand }));
    throw error;
  });
  cancelled.catch(() => undefined);
  // What is under way when it is cancelled comes to its end.
  await CancellationScope.nonCancellable(async () => {
    for (;;) {
      if (inbox.takeIn()) lookAround();
      if (monitor.shouldWeigh() || mayRoll()) monitor.fit();
      if (isOver()) return;
      if (mayRoll()) await toNextRun(monitor.inputOfNextRun(outbox.pending()));
      handOut();
      await allIsHere();
      await condition(hasMore);
      await allIsHere();
    }
  });
  if (CancellationScope.current().consideredCancelled) await cancelled;

  /** The one place where commands are issued, in an order that nothing but the state decides. */
  function handOut(): void {
    if (resets.isNews(monitor.state.recalled)) monitor.apply({ type: 'reset' });
    const isBegun = outbox.dispatch();
    if (monitor.isDone()) leavesAt ??= Date.now() + longestFarewellMs;
    const deadline = nextDeadline(monitor.state, Date.now()) ?? farewell(leavesAt);
    const isArmed = alarm.arm(deadline?.at, deadline?.what ?? 'nothing');
    const isShown = monitor.show();
    // Where nothing can come with a command but messages, those keep their order by themselves.
    if (outbox.isBusy || deadline) fence.after(!isBegun && !isArmed && !isShown);
  }

  /**
   * Time and the length of the history count only in a task that has brought something: one that has brought no more
   * than a refused command leaves no trace, and a replay would not end the run there.
   */
  function lookAround(): void {
    isRollDue ||= monitor.shouldRoll();
    isLeaving ||= leavesAt !== undefined && leavesAt <= Date.now();
  }

  function hasMore(): boolean {
    return !inbox.isEmpty || mayRoll() || isOver();
  }

  /** Commands under way finish first; signals that come meanwhile make the server retry. */
  function mayRoll(): boolean {
    return isRollDue && !outbox.isStarting && allHandlersFinished();
  }

  function isOver(): boolean {
    if (!monitor.isDone() || !allHandlersFinished()) return false;
    return outbox.isEmpty || isLeaving;
  }
}

// --- internal ---

/** A notifier that has been down for long must not keep a monitor that was stopped. */
const longestFarewellMs = 120_000;

/** Also of monitors that were started without. */
const toNextRun = (input: MonitorInput): Promise<never> =>
  makeContinueAsNewFunc<typeof watch>({ workflowTaskTimeout: monitorTaskTimeoutMs })(input);

const cancelCommand = { name: 'stop', actor: automaton, comment: 'its workflow was cancelled' } as const;

function farewell(at: number | undefined): { at: number; what: string } | undefined {
  return at === undefined ? undefined : { at, what: 'what is not delivered is given up' };
}

/** Conditions are looked at when all else of a task has run: at the second look everything it has brought is here. */
async function allIsHere(): Promise<void> {
  let looks = 0;
  await condition(() => {
    looks += 1;
    return looks > 1;
  });
}
