import { setTimeout as sleep } from 'node:timers/promises';
import { mlflowName } from '../../../src/registry/mlflow/names.ts';

/** Reads MLflow's own aliases over and over, past the proxy, as somebody does who serves models from there. */
export function watchAliases(
  url: string,
  model: string,
  everyMs = 50
): { stop(): Promise<{ champions: string[]; missing: string[] }> } {
  const name = mlflowName(model);
  const seen = { champions: [] as string[], missing: [] as string[] };
  const read = async (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${url}/api/2.0/mlflow/${path}?${new URLSearchParams(fields).toString()}`);
  const look = async (): Promise<void> => {
    const reply = await read('registered-models/get', { name });
    const { registered_model: shown } = (await reply.json()) as {
      registered_model: { aliases?: { alias: string; version: string }[] };
    };
    for (const { alias, version } of shown.aliases ?? []) {
      const found = await read('model-versions/get', { name, version });
      if (found.status === 404) seen.missing.push(`${alias} -> ${version}`);
      const { model_version: one } = (await found.json()) as {
        model_version: { tags: { key: string; value: string }[] };
      };
      const semver = one.tags.find(({ key }) => key === 'temporal_retrain.semver')?.value;
      if (semver === undefined) seen.missing.push(`${alias} -> ${version}, which has no semver yet`);
      else if (alias === 'champion' && seen.champions.at(-1) !== semver) seen.champions.push(semver);
    }
  };
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      // While the server is away there is nothing to see.
      await look().catch(() => undefined);
      await sleep(everyMs);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      await look();
      return seen;
    },
  };
}
