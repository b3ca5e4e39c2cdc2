import type { VNode } from 'preact';

export interface SparklineProps {
  /** Oldest first. */
  values: readonly number[];
  /** Drawn as a dashed line, if it is in reach. */
  limit?: number | null | undefined;
  /** What a reader who does not see it hears. */
  label: string;
}

/** The newest values at a glance. */
export function Sparkline({ values, limit, label }: SparklineProps): VNode | null {
  if (values.length < 2) return null;
  const all = limit === null || limit === undefined ? values : [...values, limit];
  const low = Math.min(...all);
  const high = Math.max(...all);
  // Values of before are kept rounded: what differs by that alone has not moved.
  const range = Math.max(high - low, rounding * Math.max(Math.abs(high), Math.abs(low))) || 1;
  const y = (value: number): number => height / 2 - ((value - (low + high) / 2) / range) * (height - 4);
  const x = (i: number): number => (i / (values.length - 1)) * (width - 4) + 1;
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      {limit !== null && limit !== undefined && (
        <line class="spark-limit" x1="0" x2={width} y1={y(limit)} y2={y(limit)} />
      )}
      <polyline class="spark-line" points={points} />
      <circle class="spark-end" cx={x(values.length - 1)} cy={y(values.at(-1) ?? 0)} r="2" />
    </svg>
  );
}

// --- internal ---

/** Share of a value that its rounding may be. */
const rounding = 1e-4;
const width = 120;
const height = 28;
