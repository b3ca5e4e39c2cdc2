import type { VNode } from 'preact';

const stages = ['preparing', 'tuning', 'training', 'evaluating', 'registering', 'promoting'] as const;

/** How far a retrain has come. */
export function Stages({ stage }: { stage: string }): VNode {
  const at = stage === 'done' ? stages.length : stages.indexOf(stage as (typeof stages)[number]);
  return (
    <ol class="stages" aria-label="Stages">
      {stages.map((name, i) => (
        <li key={name} class={i < at ? 'gone' : i === at ? 'now' : ''} aria-current={i === at ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}
