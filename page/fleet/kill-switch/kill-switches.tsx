import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import { fleetNews } from '../fleet-list.ts';
import { get } from '../../api/api.ts';
import { KillSwitchDialog, scopeText, type Turn } from './kill-switch-dialog.tsx';
import { may } from '../../app/who.ts';
import { Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { isSameScope, stillOn, type TurnedOff } from './still-on.ts';
import { useResource } from '../../api/resource.ts';

/** Turns one on. */
export function KillSwitchButton(): VNode {
  return (
    <button
      type="button"
      class="quiet"
      disabled={!may('operator')}
      title={may('operator') ? undefined : roleText}
      onClick={() => (turn.value = { to: 'on', scope: { all: true } })}
    >
      Kill switch …
    </button>
  );
}

/** The kill switches that are on, which whoever looks at the fleet must know, and turning them. */
export function KillSwitches({ tenants }: { tenants: readonly string[] }): VNode {
  const { value, reload } = useResource('kill-switches', (signal) => get('/v1/kill-switches', { signal }));
  // Somebody else may have turned one.
  const news = fleetNews.value;
  useEffect(() => {
    if (news > 0) reload();
  }, [news]);
  const turnedOff = useSignal<readonly TurnedOff[]>([]);
  const list = stillOn(value.value?.killSwitches ?? [], turnedOff.value);
  return (
    <>
      {list.length > 0 && (
        <Notice tone="warn">
          {list.map(({ scope, since, actor, comment }) => (
            <p key={JSON.stringify(scope)}>
              Kill switch for <strong>{scopeText(scope)}</strong>, turned on by {actor} <Time at={Date.parse(since)} />
              {comment ? `: ${comment}` : ''}{' '}
              {scope && (
                <button
                  type="button"
                  disabled={!may('operator')}
                  title={may('operator') ? undefined : roleText}
                  aria-label={`Turn off the kill switch for ${scopeText(scope)}`}
                  onClick={() => (turn.value = { to: 'off', scope })}
                >
                  Turn off …
                </button>
              )}
            </p>
          ))}
        </Notice>
      )}
      {turn.value && (
        <KillSwitchDialog
          turn={turn.value}
          tenants={tenants}
          close={() => (turn.value = undefined)}
          done={(one) => {
            const was = list.find(({ scope }) => isSameScope(scope, one.scope));
            if (one.to === 'off' && was) turnedOff.value = [...turnedOff.value, was];
            reload();
            setTimeout(reload, lagMs);
          }}
        />
      )}
    </>
  );
}

// --- internal ---

const roleText = 'For the role operator';

/** The one that is being turned. */
const turn = signal<Turn | undefined>(undefined);

/** What the server's list may lag behind. */
const lagMs = 3_000;
