import { get } from '../api/api.ts';
import { useResource } from '../api/resource.ts';
import type { Foresight } from '../api/types.ts';

/** What the monitor itself says that a command would do now; `undefined` while it is asked, and where it cannot say. */
export function useForesight(model: string, command: Foresight['command'] | undefined): Foresight | undefined {
  const reading = useResource(`foresight ${model}`, (signal) =>
    get('/v1/models/{model}/foresight', { path: { model }, signal })
  );
  return reading.value.value?.commands.find((one) => one.command === command);
}
