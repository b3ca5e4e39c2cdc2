import type { Mark } from '../api/types.ts';
import type { Shape } from '../parts/states.ts';

export interface MarkLook {
  text: string;
  shape: Shape;
  tone: 'bad' | 'warn' | 'good' | 'wait' | 'busy' | 'calm';
  /** Colour of its line through the charts; none is drawn without. */
  ink?: 'bad' | 'good' | 'accent' | 'soft';
  dash: readonly number[];
}

/** How something that happened is shown; what this page does not know yet stands by its own word. */
export function lookOfMark({ kind }: Pick<Mark, 'kind'>): MarkLook {
  if (Object.hasOwn(looks, kind)) return looks[kind] as MarkLook;
  return { text: kind.replaceAll('-', ' '), shape: 'ring', tone: 'calm', dash: [] };
}

// --- internal ---

const looks: Readonly<Record<string, MarkLook>> = {
  drift: { text: 'Alarm', shape: 'triangle', tone: 'bad', ink: 'bad', dash: [3, 3] },
  recovered: { text: 'Recovered', shape: 'ring', tone: 'good', dash: [] },
  'no-data': { text: 'No data', shape: 'ring', tone: 'warn', dash: [] },
  'data-again': { text: 'Data again', shape: 'ring', tone: 'good', dash: [] },
  trigger: { text: 'Retrain wanted', shape: 'peak', tone: 'warn', dash: [] },
  'retrain-launched': { text: 'Retrain launched', shape: 'arc', tone: 'busy', ink: 'accent', dash: [2, 4] },
  'retrain-held': { text: 'Retrain held', shape: 'bars', tone: 'calm', dash: [] },
  'retrain-finished': { text: 'Retrain ended', shape: 'square', tone: 'calm', dash: [] },
  'approval-needed': { text: 'Waits for approval', shape: 'diamond', tone: 'wait', dash: [] },
  'approval-timed-out': { text: 'Nobody decided in time', shape: 'diamond', tone: 'warn', dash: [] },
  'challenger-rejected': { text: 'Rejected', shape: 'cross', tone: 'warn', dash: [] },
  'challenger-superseded': { text: 'Superseded', shape: 'cross', tone: 'calm', dash: [] },
  promoted: { text: 'Promoted', shape: 'circle', tone: 'good', ink: 'good', dash: [] },
  adopted: { text: 'Adopted', shape: 'circle', tone: 'good', ink: 'good', dash: [] },
  'rolled-back': { text: 'Rolled back', shape: 'cross', tone: 'bad', ink: 'soft', dash: [6, 3] },
  'probation-failed': { text: 'Probation failed', shape: 'cross', tone: 'bad', dash: [] },
  'shadow-failed': { text: 'Shadow failed', shape: 'cross', tone: 'bad', dash: [] },
  'breaker-opened': { text: 'Circuit breaker opened', shape: 'cross', tone: 'bad', ink: 'bad', dash: [] },
  'registry-trouble': { text: 'Trouble with the registry', shape: 'cross', tone: 'warn', dash: [] },
  'command-failed': { text: 'Command failed', shape: 'cross', tone: 'bad', dash: [] },
  command: { text: 'Command', shape: 'square', tone: 'calm', dash: [] },
};
