/** Names on the wire: what the `temporal` command and other SDKs use. Changing one breaks running monitors. */
export const workflowTypes = {
  monitor: 'monitorModel',
  retrain: 'retrainModel',
  tune: 'tuneModel',
  killSwitch: 'killSwitch',
  readModel: 'readModel',
  describeWorker: 'describeWorker',
  pull: 'pullMetrics',
} as const;

export const signalNames = {
  metrics: 'metrics',
  retrainFinished: 'retrainFinished',
  killSwitch: 'killSwitch',
  pulled: 'pulled',
} as const;

export const queryNames = {
  state: 'state',
  window: 'window',
  ewma: 'ewma',
  explain: 'explain',
  config: 'config',
  trail: 'trail',
  foresight: 'foresight',
  foresee: 'foresee',
  progress: 'progress',
  lists: 'lists',
} as const;

export const updateNames = {
  pause: 'pause',
  resume: 'resume',
  stop: 'stop',
  retrain: 'retrain',
  approve: 'approve',
  reject: 'reject',
  rollback: 'rollback',
  release: 'release',
  policy: 'policy',
  forgetSegment: 'forgetSegment',
  adopt: 'adopt',
  cancel: 'cancel',
  mark: 'mark',
} as const;

/** In the memo of a monitor: `open` while its circuit breaker is, whatever state it shows. */
export const breakerMemo = 'circuitBreaker';

/** Code of the refusal of a command that comes after the time its sender has waited for it. */
export const lateCode = 'too-late';

/** Names a tuner that is not built in: it runs as `retrain.propose` on the trainer's task queue. */
export const externalTuner = 'external';

/** The default of workers and clients. */
export const defaultTaskQueue = 'temporal-retrain';

/** Our payload converter replaces an undecodable payload with this. */
export const undecodableMarker = 'temporal-retrain/undecodable';

/** What a worker hears of its workflows without a trace in their histories. */
export type MetricSinks = {
  retrainMetrics: {
    /** A batch of metrics as it came over the wire. */
    heard(raw: unknown): void;
  };
};

/** In the words of a monitor that was asked where no question can be answered yet, and can be a moment later. */
export const untimely = 'asked between an event and its task';
