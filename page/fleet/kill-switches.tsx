import type { VNode } from 'preact';
import { get, type AnswerOf } from '../api/api.ts';
import { Notice } from '../parts/notice.tsx';
import { Time } from '../parts/time.tsx';
import { useResource } from '../api/resource.ts';

/** The kill switches that are on: whoever looks at the fleet must know. */
export function KillSwitches(): VNode | null {
  const { value } = useResource('kill-switches', (signal) => get('/v1/kill-switches', { signal }));
  const list = value.value?.killSwitches ?? [];
  if (list.length === 0) return null;
  return (
    <Notice tone="warn">
      {list.map(({ scope, since, actor, comment }) => (
        <p key={JSON.stringify(scope)}>
          Kill switch for <strong>{scopeText(scope)}</strong>, turned on by {actor} <Time at={Date.parse(since)} />
          {comment ? `: ${comment}` : ''}
        </p>
      ))}
    </Notice>
  );
}

// --- internal ---

type Scope = AnswerOf<'/v1/kill-switches'>['killSwitches'][number]['scope'];

function scopeText(scope: Scope): string {
  if (scope === null || 'all' in scope) return 'all models';
  return 'tenant' in scope ? `tenant ${scope.tenant}` : scope.model;
}
