import { Context } from '@temporalio/activity';
import type { Dependencies } from './dependencies.ts';
import type { JobContext, Progress } from '../src/trainers/trainer.ts';

/** What a trainer gets from the activity it runs in. */
export function jobContext(tracing?: Dependencies['tracing']): JobContext {
  const context = Context.current();
  const trace = tracing?.current();
  const last: unknown = context.info.heartbeatDetails;
  return {
    signal: context.cancellationSignal,
    heartbeat: (progress) => context.heartbeat(progress),
    ...(isProgress(last) ? { lastProgress: last } : {}),
    ...(trace ? { trace } : {}),
    log: (message, fields) => context.log.info(message, { ...fields }),
  };
}

// --- internal ---

function isProgress(details: unknown): details is Progress {
  return typeof details === 'object' && details !== null && typeof (details as Partial<Progress>).fraction === 'number';
}
