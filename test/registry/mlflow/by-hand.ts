import { mlflowName } from '../../../src/registry/mlflow/names.ts';
import type { RegistryByHand } from '../../contracts/registry-under-test.ts';

/** What people do in MLflow's page, over the API that the page itself uses. */
export function mlflowByHand(url: string): Required<RegistryByHand> {
  const numberOf = async (model: string, version: string): Promise<string> => {
    const filter = `name = '${mlflowName(model)}'`;
    const { model_versions: versions } = (await callMlflow(url, 'GET', 'model-versions/search', { filter })) as {
      model_versions: { version: string; tags: { key: string; value: string }[] }[];
    };
    const found = versions.find(({ tags }) =>
      tags.some(({ key, value }) => key === 'temporal_retrain.semver' && value === version)
    );
    if (!found) throw new Error(`There is no version ${version} of ${model} in MLflow`);
    return found.version;
  };
  return {
    async deleteVersion(model, version) {
      const fields = { name: mlflowName(model), version: await numberOf(model, version) };
      await callMlflow(url, 'DELETE', 'model-versions/delete', fields);
    },
    async moveAlias(model, alias, version) {
      const name = mlflowName(model);
      if (version === null) await callMlflow(url, 'DELETE', 'registered-models/alias', { name, alias });
      else
        await callMlflow(url, 'POST', 'registered-models/alias', {
          name,
          alias,
          version: await numberOf(model, version),
        });
    },
  };
}

/** One call of MLflow's REST API; throws unless it works. */
export async function callMlflow(
  url: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  fields: Record<string, unknown>
): Promise<unknown> {
  const query = new URLSearchParams(fields as Record<string, string>);
  const reply = await fetch(`${url}/api/2.0/mlflow/${path}${method === 'GET' ? `?${query.toString()}` : ''}`, {
    method,
    ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: HTTP ${reply.status}, ${text}`);
  return JSON.parse(text);
}
