import type { CliContext } from '../terminal/context.ts';
import type { GivenToWorker } from '../../worker/check-worker.ts';

/**
 * The same check as `startWorker` makes, before a server is looked for or started: what may appear later is told, and
 * what can never work ends the command.
 *
 * @returns tells what `startWorker` finds besides
 */
export async function checkGiven(context: CliContext, given: GivenToWorker): Promise<(text: string) => void> {
  const { checkWorker } = await import('../../worker/check-worker.ts');
  try {
    const told = new Set(await checkWorker(given));
    for (const text of told) context.note(text);
    return (text) => {
      if (!told.has(text)) context.note(text);
    };
  } catch (error) {
    await given.registry?.close();
    throw error;
  }
}
