import type { Decision } from '../api/types.ts';
import type { Shape } from '../parts/states.ts';

export interface DecisionLook {
  text: string;
  tone: 'bad' | 'warn' | 'good' | 'wait' | 'busy' | 'calm';
  shape: Shape;
}

/** How an entry of the ledger is headed: by its codes, and by its own words where they are unknown. */
export function lookOfDecision({ decision, reasonCodes }: Pick<Decision, 'decision' | 'reasonCodes'>): DecisionLook {
  const [code, about = ''] = reasonCodes;
  if (decision !== 'settled' && decision !== 'none') return kinds[decision];
  if (code === undefined) return kinds[decision];
  if (code === 'marked') return calm(about === 'false' ? 'Marked false' : 'Marked true');
  if (code === 'too-late') return { text: `Came too late: ${words(about)}`, tone: 'warn', shape: 'cross' };
  if (Object.hasOwn(codes, code)) return codes[code] as DecisionLook;
  const text = words(code);
  return /failed|refused/.test(code) ? bad(text) : calm(text.charAt(0).toUpperCase() + text.slice(1));
}

// --- internal ---

const kinds: Readonly<Record<Decision['decision'], DecisionLook>> = {
  launched: { text: 'Retrain launched', tone: 'busy', shape: 'arc' },
  held: { text: 'Held', tone: 'warn', shape: 'bars' },
  expired: { text: 'No longer wanted', tone: 'calm', shape: 'ring' },
  settled: { text: 'Settled', tone: 'calm', shape: 'square' },
  rejudged: { text: 'Judged again after late labels', tone: 'calm', shape: 'half' },
  none: { text: 'Noted', tone: 'calm', shape: 'ring' },
};

const codes: Readonly<Record<string, DecisionLook>> = {
  // Of a retrain and its version.
  promoted: good('Promoted'),
  adopted: good('Adopted'),
  approved: good('Approved'),
  'awaiting-approval': { text: 'Waits for approval', tone: 'wait', shape: 'diamond' },
  'challenger-recalled': { text: 'Waits again', tone: 'wait', shape: 'diamond' },
  'champion-recalled': calm('Another champion found'),
  'challenger-superseded': calm('Challenger superseded'),
  superseded: calm('Superseded'),
  rejected: { text: 'Rejected', tone: 'warn', shape: 'cross' },
  failed: bad('Retrain failed'),
  cancelled: calm('Retrain cancelled'),
  'approval-timed-out': { text: 'Nobody decided in time', tone: 'warn', shape: 'diamond' },
  'promotion-failed': bad('Promotion failed'),
  'shadow-passed': good('Shadow passed'),
  'shadow-failed': bad('Shadow failed'),
  'shadow-timed-out': { text: 'Shadow timed out', tone: 'warn', shape: 'cross' },
  'probation-passed': good('Probation passed'),
  'probation-unjudged': calm('Probation ended unjudged'),
  'probation-failed': bad('Probation failed'),
  'probation-skipped': calm('No probation'),
  'rolled-back': { text: 'Rolled back', tone: 'warn', shape: 'cross' },
  // Of what people asked for.
  retrain: calm('Retrain asked for'),
  cancel: calm('Retrain cancelled'),
  pause: { text: 'Paused', tone: 'calm', shape: 'bars' },
  resume: calm('Resumed'),
  stop: calm('Stopped'),
  release: calm('Circuit breaker closed'),
  'breaker-opened': bad('Circuit breaker opened'),
  policy: calm('Policy changed'),
  'forget-segment': calm('Segment forgotten'),
  rollback: calm('Rollback asked for'),
  'rollback-failed': bad('Rollback failed'),
  adopt: calm('Adoption asked for'),
  'adoption-failed': bad('Adoption failed'),
  'approve-refused': bad('Approval refused'),
  'reject-refused': bad('Rejection refused'),
  // Of what stands around it.
  'kill-switch-on': { text: 'Kill switch on', tone: 'warn', shape: 'cross' },
  'kill-switch-off': calm('Kill switch off'),
  'registry-differs': { text: 'The registry differs', tone: 'warn', shape: 'cross' },
  'registry-agrees': calm('The registry agrees again'),
  'registry-well': calm('The registry is well again'),
  'pull-failed': { text: 'A query fails', tone: 'warn', shape: 'cross' },
  'pull-well': calm('A query is answered again'),
  'learnt-again': calm('Learnt again'),
  reset: calm('Workflow reset'),
};

function words(code: string): string {
  return code.replaceAll('-', ' ');
}

function good(text: string): DecisionLook {
  return { text, tone: 'good', shape: 'circle' };
}

function bad(text: string): DecisionLook {
  return { text: text.charAt(0).toUpperCase() + text.slice(1), tone: 'bad', shape: 'cross' };
}

function calm(text: string): DecisionLook {
  return { text, tone: 'calm', shape: 'ring' };
}
