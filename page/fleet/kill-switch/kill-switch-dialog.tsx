import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { DeedForm } from '../../actions/deed-form.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ended } from '../../parts/sentence.tsx';
import { post, type AnswerOf } from '../../api/api.ts';
import { say } from '../../parts/said.tsx';
import { useResource } from '../../api/resource.ts';

/** Whose retrains a switch holds. */
export type Scope = NonNullable<AnswerOf<'/v1/kill-switches'>['killSwitches'][number]['scope']>;

/** A switch, and how it is to be. */
export interface Turn {
  to: 'on' | 'off';
  scope: Scope;
}

export interface KillSwitchDialogProps {
  turn: Turn;
  /** Those of the fleet, which may be chosen. */
  tenants: readonly string[];
  close: () => void;
  /** After it was turned. */
  done: (turn: Turn) => void;
}

/** Says what turning a kill switch means, takes the reason for it, and turns it. */
export function KillSwitchDialog({ turn, tenants, close, done }: KillSwitchDialogProps): VNode {
  const { to } = turn;
  const scope = useSignal<Scope>(turn.scope);
  const comment = useSignal('');
  const path = `/v1/kill-switches/${to}` as const;
  const foreseen = useResource(`${path} ${JSON.stringify(scope.value)}`, (signal) =>
    post(path, { query: { dryRun: 'true' }, body: { scope: scope.value }, signal })
  );
  const run = async (): Promise<void> => {
    const why = comment.value.trim();
    await post(path, { body: { scope: scope.value, ...(why === '' ? {} : { comment: why }) } });
    say(`The kill switch for ${scopeText(scope.value)} is ${to}`);
    done({ to, scope: scope.value });
    close();
  };
  return (
    <Dialog title={to === 'on' ? 'Hold retrains' : `Kill switch for ${scopeText(scope.value)}`} close={close}>
      <DeedForm
        commentId="kill-switch-comment"
        verb={`Turn ${to}`}
        isDangerous={to === 'on'}
        comment={comment.value}
        change={(text) => (comment.value = text)}
        run={run}
        problem={foreseen.problem.value}
        close={close}
      >
        {to === 'on' && (
          <div class="field">
            <label for="kill-switch-scope">Of</label>
            <select
              id="kill-switch-scope"
              value={'tenant' in scope.value ? scope.value.tenant : ''}
              onChange={({ currentTarget: { value } }) =>
                void (scope.value = value === '' ? { all: true } : { tenant: value })
              }
            >
              <option value="">all models</option>
              {tenants.map((tenant) => (
                <option key={tenant} value={tenant}>
                  tenant {tenant}
                </option>
              ))}
            </select>
          </div>
        )}
        <p class="will" aria-live="polite">
          {foreseen.value.value ? ended(foreseen.value.value.text) : 'Asking what that means …'}
        </p>
      </DeedForm>
    </Dialog>
  );
}

/** Whose retrains, in words. */
export function scopeText(scope: Scope | null): string {
  if (scope === null || 'all' in scope) return 'all models';
  return 'tenant' in scope ? `tenant ${scope.tenant}` : scope.model;
}
