import { adopt, candidateFailed } from './settle.ts';
import { newSlot } from './series.ts';
import { openSchedules } from './schedule.ts';
import { raise } from './raise.ts';
import { retrainWorkflowId, monitorWorkflowId } from './model-id.ts';
import type { Command } from './events.ts';
import type { Draft } from './draft.ts';
import type { MonitorState } from './state.ts';

/** Why the monitor would refuse a command now; `undefined` when it would obey. For update validators: pure, no change. */
export function refusalOf(state: MonitorState, command: Command): string | undefined {
  if (state.phase === 'stopped') return 'The monitor has been stopped; start it again to use it';
  switch (command.name) {
    case 'pause':
      return state.phase === 'paused'
        ? `The monitor is already paused, by ${state.pausedBy?.actor ?? 'somebody'}`
        : undefined;
    case 'resume':
      return state.phase === 'active' ? 'The monitor is not paused' : undefined;
    case 'retrain':
      if (state.phase === 'paused') return 'The monitor is paused; resume it before you ask for a retrain';
      return undefined;
    case 'approve':
    case 'reject':
      return state.approval ? undefined : 'No challenger is waiting for approval';
    case 'release':
      return state.incident.breakerOpenedAt === null ? 'The circuit breaker is not open' : undefined;
    case 'forget-segment':
      return Object.values(state.series).some(({ segment }) => segment === command.segment && segment !== '')
        ? undefined
        : `Expected \`segment\` to be one that the monitor has seen, got \`${command.segment}\``;
    case 'policy':
      return command.config.model === state.config.model
        ? undefined
        : `Expected the policy to be for \`${state.config.model}\`, got one for \`${command.config.model}\``;
    case 'rollback':
    case 'stop':
      return undefined;
  }
}

/** Obeys a command. One that would be refused now changes nothing: between validator and handler things may have moved. */
export function obey(draft: Draft, command: Command): void {
  if (refusalOf(draft.state, command) !== undefined) return;
  switch (command.name) {
    case 'pause':
      draft.state.phase = 'paused';
      draft.state.pausedBy = { at: draft.now, actor: command.actor, comment: command.comment };
      return announce(draft, 'paused', command);
    case 'resume':
      draft.state.phase = 'active';
      draft.state.pausedBy = null;
      return announce(draft, 'resumed', command);
    case 'stop':
      draft.state.phase = 'stopped';
      return announce(draft, 'stopped', command);
    case 'retrain':
      return askForRetrain(draft, command);
    case 'approve':
      return approve(draft, command);
    case 'reject':
      return reject(draft, command);
    case 'release':
      draft.state.incident = { failures: 0, escalated: true, breakerOpenedAt: null };
      return announce(draft, 'resumed', command);
    case 'rollback':
      draft.effects.push({
        type: 'roll-back',
        model: draft.state.config.model,
        changeId: `rollback/${draft.state.config.model}/${draft.now}`,
        actor: command.actor,
        reason: command.comment,
      });
      return;
    case 'forget-segment':
      draft.state.series = Object.fromEntries(
        Object.entries(draft.state.series).filter(([, { segment }]) => segment !== command.segment)
      );
      return;
    case 'policy':
      return changePolicy(draft, command);
  }
}

/** The registry has done what a command asked for. */
export function promoted(draft: Draft, version: string, previous: string | null): void {
  adopt(draft, version, previous);
  draft.notify({ event: 'promoted', severity: 'none', text: `version ${version} promoted`, reasons: [], holds: [] });
}

export function rolledBack(draft: Draft, version: string, previous: string | null): void {
  adopt(draft, version, previous);
  // The version that was rolled back from is retired; the one that serves again must not be fenced off.
  draft.state.incident = { failures: 1, escalated: true, breakerOpenedAt: null };
  draft.record({
    decision: 'settled',
    reasonCodes: ['rolled-back'],
    reasons: [],
    heldBy: [],
    evidence: [],
    severity: 'none',
    generation: null,
    note: `rolled back from ${previous ?? 'nothing'} to ${version}`,
  });
  draft.notify({
    event: 'rolled-back',
    severity: 'full',
    text: `rolled back from ${previous ?? 'nothing'} to ${version}`,
    reasons: [],
    holds: [],
  });
}

// --- internal ---

type PlainCommand = { actor: string; comment: string };

function announce(draft: Draft, event: 'paused' | 'resumed' | 'stopped' | 'policy-changed', command: Command): void {
  const { actor, comment } = command;
  const text = `${command.name} by ${actor}${comment ? `: ${comment}` : ''}`;
  draft.record({
    decision: 'none',
    reasonCodes: [command.name],
    reasons: [],
    heldBy: [],
    evidence: [],
    severity: 'none',
    generation: null,
    note: text,
  });
  draft.notify({ event, severity: 'none', text, reasons: [], holds: [] });
}

function askForRetrain(draft: Draft, command: Extract<Command, { name: 'retrain' }>): void {
  const text = command.comment || `asked for by ${command.actor}`;
  raise(draft, {
    key: 'manual',
    code: 'manual',
    severity: command.severity,
    reasons: [{ type: 'manual', at: draft.now, actor: command.actor, text }],
    evidence: [],
    raisedAt: draft.now,
    heldBy: [],
  });
}

function approve(draft: Draft, command: PlainCommand): void {
  const { approval, config } = draft.state;
  if (!approval) return;
  const retrainId = retrainWorkflowId(monitorWorkflowId(config.model), approval.generation);
  draft.effects.push({
    type: 'promote',
    model: config.model,
    retrainId,
    changeId: `${retrainId}/promote`,
    version: approval.version,
    generation: approval.generation,
    actor: command.actor,
    reason: command.comment || 'approved',
  });
}

function reject(draft: Draft, command: PlainCommand): void {
  const { approval, config } = draft.state;
  if (!approval) return;
  const retrainId = retrainWorkflowId(monitorWorkflowId(config.model), approval.generation);
  draft.state.approval = null;
  draft.effects.push({
    type: 'reject-challenger',
    model: config.model,
    changeId: `${retrainId}/reject`,
    version: approval.version,
    actor: command.actor,
    reason: command.comment || 'rejected',
  });
  candidateFailed(draft);
  draft.record({
    decision: 'settled',
    reasonCodes: ['rejected'],
    reasons: [],
    heldBy: [],
    evidence: [],
    severity: 'none',
    generation: approval.generation,
    note: `challenger ${approval.version} rejected by ${command.actor}${command.comment ? `: ${command.comment}` : ''}`,
  });
}

/** Detectors whose type and options are the same keep what they have learnt; the rest start anew. */
function changePolicy(draft: Draft, command: Extract<Command, { name: 'policy' }>): void {
  const { state } = draft;
  const before = state.policy;
  state.policy = command.policy;
  state.config = command.config;
  state.policyRevision += 1;
  state.policyChanges = [
    ...state.policyChanges,
    { revision: state.policyRevision, at: draft.now, actor: command.actor, comment: command.comment },
  ].slice(-10);
  for (const key of Object.keys(state.series)) {
    const series = draft.series(key);
    const metric = command.policy.metrics.find(({ name }) => name === series?.metric);
    if (!series || !metric) {
      delete state.series[key];
      continue;
    }
    const old = before.metrics.find(({ name }) => name === metric.name);
    series.slots = metric.detectors.map((detector) => {
      const same = old?.detectors.find(({ id }) => id === detector.id);
      const slot = series.slots.find(({ id }) => id === detector.id);
      const keeps = same?.type === detector.type && JSON.stringify(same.options) === JSON.stringify(detector.options);
      return slot && keeps ? slot : newSlot(detector, series.lastAt);
    });
    series.window = [];
    series.next = 0;
  }
  state.rules = {};
  state.triggers = state.triggers.filter(({ code }) => code === 'schedule' || code === 'manual');
  state.schedules = openSchedules(command.policy.schedules, state.schedules, draft.now, state.startedAt);
  announce(draft, 'policy-changed', command);
}
