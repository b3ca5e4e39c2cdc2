import type { VNode } from 'preact';
import { ended } from '../parts/sentence.tsx';
import { reasonText } from '../../src/core/state/decision.ts';
import type { Decision } from '../api/types.ts';

interface ReasonsProps {
  of: Decision['reasons'];
}

/** Why a retrain was wanted, a paragraph each; where a person asked, with the name. */
export function Reasons({ of }: ReasonsProps): VNode {
  return (
    <>
      {of.map((reason) => (
        <p key={reason.text}>{ended(reasonText(reason), 'metric' in reason ? [String(reason.metric)] : [])}</p>
      ))}
    </>
  );
}
