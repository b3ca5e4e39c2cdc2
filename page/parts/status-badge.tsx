import type { VNode } from 'preact';
import { lookOf, type Shape } from './states.ts';

/** A state as a shape and its words. */
export function StatusBadge({ state }: { state: string | null }): VNode {
  const { text, tone, shape } = lookOf(state);
  return (
    <span class={`badge tone-${tone}`}>
      <Mark shape={shape} />
      {text}
    </span>
  );
}

/** The shape alone, beside words that say the same. */
export function Mark({ shape }: { shape: Shape }): VNode {
  return (
    <svg class="mark" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      {shapes[shape]}
    </svg>
  );
}

// --- internal ---

const shapes: Readonly<Record<Shape, VNode>> = {
  circle: <circle cx="6" cy="6" r="4.2" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" />,
  triangle: <path d="M6 1 11.5 10.5H.5z" fill="currentColor" />,
  peak: <path d="M6 2.2 10.6 10H1.4z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />,
  diamond: <path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor" />,
  square: <rect x="2" y="2" width="8" height="8" fill="currentColor" />,
  bars: <path d="M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z" fill="currentColor" />,
  cross: <path d="m2 2 8 8m0-8-8 8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />,
  half: (
    <g>
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.4" />
      <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />
    </g>
  ),
  arc: (
    <path d="M10.3 6A4.3 4.3 0 1 1 6 1.7" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
  ),
};
