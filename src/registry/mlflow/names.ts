/** The name of a model in MLflow, which allows no colon. No model id contains `~`, so no two models share a name. */
export function mlflowName(model: string): string {
  return model.replace(':', '~');
}

/** The registered model whose versions are the changes of its aliases. */
export function logName(model: string): string {
  return `${mlflowName(model)}~changes`;
}

/**
 * Metrics under names that MLflow takes: letters, digits, `_`, `-`, `.`, `/`, `:` and spaces, no path that leads
 * elsewhere, at most 250 characters. `recall@10` becomes `recall_at_10`; the version keeps the original names.
 */
export function mlflowMetrics(metrics: Record<string, number>): Record<string, number> {
  const named = new Map<string, number>();
  // A valid name stays, whatever comes before it.
  const [usual, odd] = [
    Object.entries(metrics).filter(isUsual),
    Object.entries(metrics).filter((one) => !isUsual(one)),
  ];
  for (const [name, value] of usual) named.set(name, value);
  for (const [name, value] of odd) named.set(free(cleaned(name), named), value);
  return Object.fromEntries(named);
}

// --- internal ---

const longest = 250;

function isUsual([name]: [string, number]): boolean {
  return name === cleaned(name);
}

function cleaned(name: string): string {
  const text = name
    .replaceAll('@', '_at_')
    .replaceAll('%', '_percent')
    .replaceAll(/[^\p{L}\p{N}_\-./: ]/gu, '_')
    .slice(0, longest);
  // Read as a path, it must not change.
  const steps = text.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return steps.join('/') || 'unnamed';
}

function free(name: string, taken: ReadonlyMap<string, number>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) candidate = `${name.slice(0, longest - 6)}_${number}`;
  return candidate;
}
