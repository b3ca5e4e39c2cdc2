import type { Mode } from '../mode.ts';

export interface LevelShiftOptions {
  mode: Mode;
  limit: number;
  earlyLimit: number;
  least: number;
  burnIn: number;
  spreadLimit: number;
  seasons: 'find' | 'ignore';
  /** Absent in policies from before there was a choice, which go on as they went. */
  clusters?: boolean;
  /** Absent like `clusters`. */
  weekends?: boolean;
  /** Absent like `clusters`. */
  incidents?: boolean;
  /** Absent like `clusters`. */
  packed?: boolean;
  /** Absent like `clusters`. */
  burstFirst?: boolean;
  /** Absent like `clusters`. */
  promotions?: boolean;
  /** Absent like `clusters`. */
  closerLook?: boolean;
  /** Absent like `clusters`. */
  wholeDays?: boolean;
  /** Absent like `clusters`. */
  wholeBursts?: boolean;
  /** Absent like `clusters`. */
  farLevels?: boolean;
  /** Absent like `clusters`. */
  trends?: boolean;
  /** Absent like `clusters`. */
  sudden?: boolean;
}

/** Whether weeks are looked for. */
export function learnsWeeks({ seasons, weekends }: LevelShiftOptions): boolean {
  return seasons === 'find' && weekends === true;
}
