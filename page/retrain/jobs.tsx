import type { VNode } from 'preact';
import { figure } from '../parts/words.ts';
import { Time } from '../parts/time.tsx';
import type { RunningJob } from '../api/types.ts';

/** What runs for a retrain just now: its newest sign of life, and the newest lines that it has printed. */
export function Jobs({ jobs }: { jobs: readonly RunningJob[] }): VNode | null {
  if (jobs.length === 0) return null;
  return (
    <ul class="jobs">
      {jobs.map((job, i) => (
        <li key={`${job.activity} ${i}`}>
          <strong>{job.activity}</strong>
          {job.attempt > 1 && `, attempt ${job.attempt}`}
          {job.isWaiting && ` waits for a worker${job.taskQueue === null ? '' : ` of task queue ${job.taskQueue}`}`}
          {job.nextAt !== null && (
            <>
              {' '}
              begins <Time at={job.nextAt} />
            </>
          )}
          {job.fraction !== null && `, ${Math.round(100 * job.fraction)} %`}
          {job.message !== null && `: ${job.message}`}
          {job.score !== null && <span class="figure"> ({figure(job.score)} so far)</span>}
          {job.heartbeatAt !== null && (
            <span class="soft">
              {' '}
              sign of life <Time at={job.heartbeatAt} />
            </span>
          )}
          {job.failure !== null && <p class="trouble">The attempt before failed: {job.failure}</p>}
          {job.log.length > 0 && (
            <pre class="log" tabIndex={0} aria-label={`Newest lines of ${job.activity}`}>
              {job.log.join('\n')}
            </pre>
          )}
        </li>
      ))}
    </ul>
  );
}
