import { BackPressureError, RetrainError } from '../../terms/errors.ts';
import type { MonitorSpool } from './spool/monitor-spool.ts';

export interface FullQueue {
  model: string;
  /** Observations that wait. */
  size: number;
  capacity: number;
  spool: Pick<MonitorSpool, 'isFull' | 'bytes'> | undefined;
  /** Why deliveries fail, while they do. */
  error: Error | undefined;
}

export function full({ model, size, capacity, spool, error }: FullQueue): BackPressureError {
  const why = error ? `; the last delivery failed: ${error.message}` : '';
  if (spool?.isFull)
    return new BackPressureError(
      `The spool for \`${model}\` is full: ${size} observations in ${spool.bytes} bytes wait to be delivered; slow down, raise \`spool.maxBytes\`, or use \`recordAsync\`${why}`
    );
  return new BackPressureError(
    `The buffer for \`${model}\` is full: ${size} of ${capacity} observations wait to be delivered; slow down, raise \`capacity\`, or use \`recordAsync\`${why}`
  );
}

/** For whoever waits for a flush that never comes. */
export function undeliveredAtClose(model: string, count: number): RetrainError {
  const what = count === 1 ? '1 observation for' : `${count} observations for`;
  const were = count === 1 ? 'was delivered; `close` has returned it' : 'were delivered; `close` has returned them';
  return new RetrainError(`The client was closed before ${what} \`${model}\` ${were}`);
}

export function closed(): RetrainError {
  return new RetrainError('The client has been closed and takes no more observations; make a new one');
}
