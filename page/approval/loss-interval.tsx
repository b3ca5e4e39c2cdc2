import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';
import type { ApprovalReport } from '../api/types.ts';

type Loss = NonNullable<ApprovalReport['loss']>;

/** How much smaller the challenger's loss is, and between what it lies if the rows had been others. */
export function LossInterval({ loss }: { loss: Loss }): VNode {
  const { samples, gain, low, high, pValue, limit } = loss;
  const isKnown = low !== null && high !== null;
  return (
    <>
      <p>
        The mean loss {gain >= 0 ? 'falls' : 'rises'} by <strong>{figure(Math.abs(gain))}</strong> over {samples} paired
        rows
        {isKnown && `; in 95 of 100 resamples the gain lies between ${figure(low)} and ${figure(high)}`}. p ={' '}
        {figure(pValue)}
        {limit !== null && `, at most ${figure(limit)} passes`}.
      </p>
      {isKnown && <Interval low={low} high={high} gain={gain} />}
    </>
  );
}

// --- internal ---

const width = 600;
const height = 64;

function Interval({ low, high, gain }: { low: number; high: number; gain: number }): VNode {
  const [first, last] = [Math.min(low, 0), Math.max(high, 0)];
  const room = (last - first || 1) * 0.12;
  const x = (value: number): number => ((value - first + room) / (last - first + 2 * room)) * width;
  return (
    <svg
      class="interval"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Gain ${figure(gain)}, from ${figure(low)} to ${figure(high)}; 0 is no difference`}
    >
      <line class="interval-zero" x1={x(0)} x2={x(0)} y1="4" y2="44" />
      <text class="interval-text" x={x(0)} y="60" text-anchor="middle">
        no difference
      </text>
      <line class="interval-span" x1={x(low)} x2={x(high)} y1="22" y2="22" />
      <path class="interval-span" d={`M${x(low)} 15v14M${x(high)} 15v14`} />
      <circle class="interval-gain" cx={x(gain)} cy="22" r="6" />
      {x(high) - x(0) > 150 && (
        <text class="interval-text" x={width - 4} y="60" text-anchor="end">
          challenger better →
        </text>
      )}
    </svg>
  );
}
