import type { MonitorView } from '../../core/wire/answers.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CliContext } from '../terminal/context.ts';
import type { MonitorHandle } from '../../client/monitor-handle.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { Patience } from './patience.ts';
import { RetrainError } from '../../terms/errors.ts';
import { unlessAborted } from './until-aborted.ts';

export interface UntilViewOptions {
  everyMs: number;
  timeoutMs: number;
  /** Said where it is not in that state in time. */
  otherwise: () => Promise<string>;
  /** Said at Ctrl-C, and where nobody answers any more. */
  leftBehind: string;
}

/**
 * Polls the monitor until it is in the wanted state.
 *
 * @returns `undefined` after Ctrl-C, when it has said what goes on
 * @throws RetrainError where it is not in that state in time
 * @throws NoWorkerError, ServerUnavailableError where nobody answers by then
 */
export async function untilView(
  context: CliContext,
  handle: MonitorHandle,
  first: MonitorView,
  wanted: (view: MonitorView) => boolean,
  { everyMs, timeoutMs, otherwise, leftBehind }: UntilViewOptions
): Promise<MonitorView | undefined> {
  const { signal: left } = context.io;
  context.endsItself = true;
  // Not `AbortSignal.timeout`: Node forgets one that only `any` holds.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const signal = AbortSignal.any([left, late.signal]);
  const patience = new Patience({ signal, tell: (text) => context.note(text) });
  context.tellWait = patience.tellOnce;
  try {
    for (let view: MonitorView | undefined = first; view; view = await patience.answer(() => handle.state())) {
      patience.hasLooked();
      if (wanted(view)) return view;
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    clearTimeout(timer);
  }
  const { trouble } = patience;
  if (trouble && !left.aborted) {
    context.note(leftBehind);
    throw trouble;
  }
  const text = await unlessAborted(left, otherwise());
  if (text !== undefined && !left.aborted) throw new RetrainError(text);
  context.note(leftBehind);
  context.exitCode = exitCodes.interrupted;
  return undefined;
}
