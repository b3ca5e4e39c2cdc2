import { isFileUri, readArtifact } from '../artifacts/artifact-folder.ts';
import { ConfigurationError, TrainingError } from '../terms/errors.ts';
import type { Artifact } from '../core/state/lineage.ts';
import type { MlflowRegistryOptions } from './mlflow/mlflow-registry.ts';
import type { ModelRegistry } from './registry.ts';
import { shownAddress } from '../terms/shown-address.ts';

/**
 * Opens the registry that a flag or a variable names: `sqlite:./models/registry.db` or
 * `mlflow:https://mlflow.example`. MLflow's credentials come from the variables that its own clients read
 * (`MLFLOW_TRACKING_TOKEN`, or `MLFLOW_TRACKING_USERNAME` and `MLFLOW_TRACKING_PASSWORD`), never from the address.
 *
 * @throws ConfigurationError that describes the expected form
 */
export async function openRegistry(address: string, env: NodeJS.ProcessEnv = {}): Promise<ModelRegistry> {
  const [, kind, place] = /^(sqlite|mlflow):(.+)$/s.exec(address) ?? [];
  if (kind === 'sqlite' && place) {
    const { openSqliteRegistry } = await import('./sqlite/sqlite-registry.ts');
    return openSqliteRegistry({ path: place });
  }
  if (kind === 'mlflow' && place) {
    const { openMlflowRegistry } = await import('./mlflow/mlflow-registry.ts');
    return openMlflowRegistry({ url: place, ...credentials(env), readArtifact: bytesAtHand });
  }
  throw new ConfigurationError(
    `Expected the registry to be \`sqlite:<file>\` or \`mlflow:<url>\`, such as \`mlflow:http://127.0.0.1:5000\`, got \`${shownAddress(address)}\``
  );
}

// --- internal ---

function credentials(env: NodeJS.ProcessEnv): Pick<MlflowRegistryOptions, 'token' | 'username' | 'password'> {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password } = env;
  return { ...(token ? { token } : {}), ...(username ? { username, password: password ?? '' } : {}) };
}

/** A model trained on another machine has only a reference here; that is no reason to lose the version. */
async function bytesAtHand(artifact: Artifact): Promise<Uint8Array | undefined> {
  if (!isFileUri(artifact.uri)) return undefined;
  return readArtifact(artifact).catch((error: unknown) => {
    const { cause } = error as { cause?: NodeJS.ErrnoException };
    if (error instanceof TrainingError && cause?.code === 'ENOENT') return undefined;
    throw error;
  });
}
