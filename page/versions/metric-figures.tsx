import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';

/** What a version reached when it was evaluated, a figure a metric. */
export function MetricFigures({ metrics }: { metrics: Readonly<Record<string, number>> }): VNode {
  return (
    <dl class="figures">
      {Object.entries(metrics).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
