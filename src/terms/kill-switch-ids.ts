/** What a kill switch holds: every model of the namespace, those of one tenant, or one. */
export type KillSwitchScope = { all: true } | { tenant: string } | { model: string };

/** A kill switch that is on, as read. */
export interface KillSwitchReading {
  /** `null` if a retrain has met a switch that has not been read yet. */
  scope: KillSwitchScope | null;
  since: number;
  actor: string;
  comment: string;
}

/**
 * Workflow id of a kill switch. The switch is on while a workflow with that id is open. Describing the workflow reads
 * it, and no worker is needed to turn it on, read it, or turn it off.
 */
export function killSwitchId(scope: KillSwitchScope): string {
  if ('all' in scope) return `${prefix}all`;
  return 'tenant' in scope ? `${prefix}tenant/${scope.tenant}` : `${prefix}model/${scope.model}`;
}

/** Every switch that holds a model, the widest first. */
export function switchesOf(model: string, tenant: string | null): KillSwitchScope[] {
  return [{ all: true }, ...(tenant === null ? [] : [{ tenant }]), { model }];
}

/** `all models`, `the models of tenant acme`, `model shop:ranker`: for sentences. */
export function describeScope(scope: KillSwitchScope): string {
  if ('all' in scope) return 'all models';
  return 'tenant' in scope ? `the models of tenant ${scope.tenant}` : `model ${scope.model}`;
}

/** The scope that an id names; `undefined` for any other workflow. */
export function scopeOf(workflowId: string): KillSwitchScope | undefined {
  const name = workflowId.startsWith(prefix) ? workflowId.slice(prefix.length) : '';
  if (name === 'all') return { all: true };
  if (name.startsWith('tenant/')) return { tenant: name.slice('tenant/'.length) };
  return name.startsWith('model/') ? { model: name.slice('model/'.length) } : undefined;
}

// --- internal ---

const prefix = 'kill-switch/';
