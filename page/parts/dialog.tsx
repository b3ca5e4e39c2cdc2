import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, VNode } from 'preact';

export interface DialogProps {
  title: string;
  close: () => void;
  children: ComponentChildren;
}

/** A window above the page: the browser keeps the focus in it, and escape closes it. */
export function Dialog({ title, close, children }: DialogProps): VNode {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onCancel = (event: Event): void => {
    event.preventDefault();
    close();
  };
  const onClick = (event: MouseEvent): void => {
    if (event.target === ref.current) close();
  };
  return (
    <dialog ref={ref} class="dialog" aria-labelledby="dialog-title" onCancel={onCancel} onClick={onClick}>
      <div class="dialog-inside">
        <h2 id="dialog-title">{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
