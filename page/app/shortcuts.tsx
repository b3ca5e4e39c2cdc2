import type { VNode } from 'preact';
import { Dialog } from '../parts/dialog.tsx';
import { helpShown, keys } from './keys.ts';

/** The list of keys. */
export function Shortcuts(): VNode | null {
  if (!helpShown.value) return null;
  const close = (): void => void (helpShown.value = false);
  return (
    <Dialog title="Keys" close={close}>
      <dl class="keys">
        {keys.map(({ keys: key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
