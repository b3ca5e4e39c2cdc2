import { signal } from '@preact/signals';
import { get, type AnswerOf } from '../api/api.ts';

export type Who = AnswerOf<'/v1/session'>;

/** Who reads, as the server has made sure. */
export const who = signal<Who | null>(null);

/** Asks the server who it takes us for. @throws Problem */
export async function readWho(): Promise<void> {
  who.value = null;
  who.value = await get('/v1/session');
}

/** Whether the reader's role is enough; true as long as it is not known, as the server has the last word. */
export function may(role: 'viewer' | 'operator' | 'approver'): boolean {
  const order = ['sender', 'viewer', 'operator', 'approver'];
  return who.value === null || order.indexOf(who.value.role) >= order.indexOf(role);
}
