import { noon } from './policies.ts';
import type { Notice } from '../../src/core/state/events.ts';

/** A notice as the monitor writes it. */
export function noticeOf(id: string, changes: Partial<Notice> = {}): Notice {
  const about = { model: 'shop:ranker', tenant: null, event: 'drift' as const, severity: 'soft' as const };
  return { id, at: noon, ...about, text: 'accuracy is in drift', reasons: [], holds: [], ...changes };
}
