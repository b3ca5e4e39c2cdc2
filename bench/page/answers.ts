import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { initialState } from '../../src/core/initial-state.ts';
import { viewOf as viewOfState } from '../../src/core/view/view.ts';

const states = ['stable', 'stable', 'stable', 'stable', 'warming-up', 'retraining', 'drift', 'paused'];

/** One page of a fleet, as `GET /v1/models` answers. */
export function fleetPage(monitors: number, query: URLSearchParams): { monitors: object[]; nextPage: string | null } {
  const from = Number(query.get('page') ?? 0);
  const size = Number(query.get('pageSize') ?? 100);
  const wanted = query.get('state');
  const all = Array.from({ length: Math.min(size, monitors - from) }, (_, i) => summary(from + i));
  const next = from + size < monitors && wanted === null ? String(from + size) : null;
  return { monitors: wanted === null ? all : all.filter(({ state }) => state === wanted), nextPage: next };
}

/** What the rows in sight ask for, as `GET /v1/sparklines` answers. */
export function sparklines(query: URLSearchParams): object {
  const models = (query.get('models') ?? '').split(',').map((model) => ({
    model,
    at: 0,
    status: 'stable',
    level: 'stable',
    series: [
      {
        metric: 'accuracy',
        segment: '',
        level: 'stable',
        n: 40,
        last: 0.9,
        ewma: 0.9,
        lastAt: 0,
        nearest: { detector: 'limit', statistic: 0.9, limit: 0.8, toFiring: 0.1, text: '' },
        trail: { everyMs: 1, ...columns(40) },
      },
    ],
    more: 0,
  }));
  return { models, unanswered: [] };
}

/** A life with so many points, as `GET /v1/models/{model}/played` answers. */
export function played(points: number): object {
  const at = Array.from({ length: points }, (_, i) => start + i * 60_000);
  const value = at.map((_, i) => 0.9 + 0.03 * Math.sin(i / 500) + 0.01 * Math.sin(i * 7.3));
  const same = <T>(one: T): T[] => at.map(() => one);
  return {
    model: 'bench:one',
    from: start,
    to: at.at(-1) ?? start,
    fromBirth: true,
    runs: 1,
    agrees: true,
    observations: points,
    series: [
      {
        metric: 'accuracy',
        segment: '',
        observations: points,
        isSampled: false,
        at,
        heard: at,
        count: same(1),
        value,
        min: value,
        max: value,
        average: value.map((one, i) => (i === 0 ? one : 0.9 + 0.03 * Math.sin(i / 500))),
        level: same('stable'),
        detectors: [],
        late: { at: [], value: [], heard: [] },
        excluded: { at: [], value: [], heard: [] },
        before: null,
      },
    ],
    more: 0,
    champions: [],
    spans: [],
    marks: [],
    decisions: [],
  };
}

/** A monitor that has just begun, as `GET /v1/models/{model}` answers. */
export function viewOf(): object {
  const { config, policy } = parseMonitor({ model: 'bench:one', metrics: { accuracy: { below: 0.8 } } });
  return viewOfState(initialState({ config, policy, now: start }), start);
}

// --- internal ---

const start = Date.UTC(2026, 0, 1);

function summary(i: number): { model: string; state: string } & Record<string, unknown> {
  const model = `team-${i % 40}:model-${String(i).padStart(5, '0')}`;
  return {
    model,
    workflowId: `monitor/${model}`,
    runId: `run-${i}`,
    status: 'RUNNING',
    taskQueue: 'models',
    startedAt: '2026-01-01T00:00:00.000Z',
    tenant: `team-${i % 40}`,
    state: states[i % states.length] ?? 'stable',
    severity: null,
    champion: `1.${i % 9}.0`,
    lastReason: i % 3 === 0 ? 'conceptDrift' : null,
  };
}

function columns(length: number): Record<string, number[]> {
  const value = Array.from({ length }, (_, i) => 0.9 + 0.02 * Math.sin(i));
  return { at: value.map((_, i) => i), count: value.map(() => 4), mean: value, min: value, max: value, average: value };
}
