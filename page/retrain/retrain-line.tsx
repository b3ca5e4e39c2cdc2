import type { VNode } from 'preact';
import { ended } from '../parts/sentence.tsx';
import { figure } from '../parts/words.ts';
import { get, type AnswerOf } from '../api/api.ts';
import { Link } from '../app/link.tsx';
import { place } from '../app/route.ts';
import { Time } from '../parts/time.tsx';
import { useLive } from '../model/model-data.ts';
import { useResource } from '../api/resource.ts';
import type { MonitorView } from '../api/types.ts';

/** The retrain under way, in a line. */
export function RetrainLine({
  model,
  inFlight,
}: {
  model: string;
  inFlight: NonNullable<MonitorView['inFlight']>;
}): VNode {
  const reading = useResource(model, (signal) => get('/v1/models/{model}/retrain', { path: { model }, signal }));
  useLive(model, ['state', 'progress'], reading.reload);
  const progress = reading.value.value?.progress ?? null;
  return (
    <div class="notice tone-busy callout">
      <p>
        <strong>
          Retrain {inFlight.generation} ({inFlight.kind})
        </strong>{' '}
        {inFlight.cancelled ? (
          ended(
            `is being cancelled, by ${inFlight.cancelled.actor}${inFlight.cancelled.comment && `: ${inFlight.cancelled.comment}`}`
          )
        ) : (
          <>
            {inFlight.startedAt === null ? 'starts' : stageText(progress)}, asked for <Time at={inFlight.launchedAt} />.
          </>
        )}
      </p>
      <Link class="button" href={place.retrain(model, String(inFlight.generation))}>
        Watch it
      </Link>
    </div>
  );
}

type Progress = AnswerOf<'/v1/models/{model}/retrain'>['progress'];

/** Where a retrain is, in words. */
export function stageText(progress: Progress): string {
  if (!progress) return 'is under way';
  const { stage, study } = progress;
  if (stage === 'done') return 'has ended';
  if (stage !== 'tuning' || !study) return `is ${stage}`;
  const best = study.best ? `, best ${study.metric} so far ${figure(study.best.value)}` : '';
  return `is tuning: ${study.begun} of ${study.planned} trials begun${best}`;
}
