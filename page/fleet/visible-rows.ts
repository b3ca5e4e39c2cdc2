import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

export interface VisibleRows<E extends HTMLElement> {
  ref: RefObject<E | null>;
  from: number;
  until: number;
}

/** Which rows of a long list are in sight, of rows with one height, where the window itself scrolls. */
export function useVisibleRows<E extends HTMLElement>(count: number, rowHeight: number): VisibleRows<E> {
  const ref = useRef<E>(null);
  const [{ from, until }, setRange] = useState({ from: 0, until: Math.min(count, firstRows) });
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = ref.current?.getBoundingClientRect().top ?? 0;
      // In steps, so that most moves of the list change nothing.
      const first = Math.floor(Math.max(0, -top / rowHeight - spare) / step) * step;
      const last = Math.ceil((innerHeight - top) / rowHeight / step) * step + spare;
      const next = { from: Math.min(first, count), until: Math.min(Math.max(last, first), count) };
      setRange((range) => (range.from === next.from && range.until === next.until ? range : next));
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', soon);
      removeEventListener('resize', soon);
    };
  }, [count, rowHeight]);
  return { ref, from: Math.min(from, count), until: Math.min(until, count) };
}

// --- internal ---

/** Rows that are drawn before anything is measured. */
const firstRows = 30;
/** Rows above and below that are drawn already. */
const spare = 8;
const step = 4;
