import type { CliContext } from '../terminal/context.ts';
import type { GivenToWorker } from '../../worker/check-worker.ts';

/**
 * The same check as `startWorker` makes, before a server is looked for or started: what may appear later is told, and
 * what can never work ends the command.
 */
export async function checkGiven(context: CliContext, given: GivenToWorker): Promise<void> {
  const { checkWorker } = await import('../../worker/check-worker.ts');
  try {
    for (const text of await checkWorker(given)) context.note(text);
  } catch (error) {
    await given.registry?.close();
    throw error;
  }
}
