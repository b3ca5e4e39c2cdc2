/** What the environment says about one setting, and the variable that says it. */
export interface EnvironmentSetting {
  variable: string;
  value: string | undefined;
}

/** The tuner if a policy names none: `TEMPORAL_RETRAIN_TUNER`, or `VTY_TUNER`, its name in older set-ups. */
export function tunerSetting(env: Environment): EnvironmentSetting {
  return firstSet(env, ['TEMPORAL_RETRAIN_TUNER', 'VTY_TUNER']);
}

/** The registry of a worker without `--registry`: `TEMPORAL_RETRAIN_REGISTRY`, or `VTY_REGISTRY`. */
export function registrySetting(env: Environment): EnvironmentSetting {
  return firstSet(env, ['TEMPORAL_RETRAIN_REGISTRY', 'VTY_REGISTRY']);
}

/** How browsers reach the operator's page: `TEMPORAL_RETRAIN_PAGE_URL`. */
export function pageUrlSetting(env: Environment): string | undefined {
  return firstSet(env, ['TEMPORAL_RETRAIN_PAGE_URL']).value;
}

/** The variables that are set, in the form that Temporal's configuration reader takes; an empty one is not set. */
export function definedEnv(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== '')
  );
}

// --- internal ---

type Environment = Readonly<Record<string, string | undefined>>;

/** Empty counts as not set. */
function firstSet(env: Environment, names: readonly [string, ...string[]]): EnvironmentSetting {
  const variable = names.find((name) => (env[name] ?? '').trim() !== '') ?? names[0];
  return { variable, value: env[variable]?.trim() || undefined };
}
