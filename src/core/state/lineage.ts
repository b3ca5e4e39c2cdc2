import type { Evidence, Reason } from './decision.ts';
import type { JsonObject } from '../../terms/json.ts';
import type { PairedBootstrap } from '../../stats/paired-bootstrap.ts';
import type { Severity } from '../../terms/level.ts';

/** Where a trained model lies. It travels by reference; the bytes never enter the event history. */
export interface Artifact {
  /** `file:///…`, `s3://…`, or whatever the trainer and the server of the model agree on. */
  uri: string;
  /** SHA-256 of the bytes, lower-case hex. */
  sha256: string;
  bytes: number;
}

/** Which part of the data a training run used; event times are epoch milliseconds. */
export interface DataWindow {
  from: number | null;
  to: number | null;
  samples: number;
  /** Digest of the rows, from trainers that can tell: two windows with the same one hold the same data. */
  digest?: string;
}

/** What is kept with every version for ever: enough to answer "why does this model exist, and from what". */
export interface Lineage {
  /** The version it was trained from or replaces; `null` for the first. */
  parent: string | null;
  /** 0 for a version that was registered by hand. */
  generation: number;
  kind: Exclude<Severity, 'none'> | 'initial';
  reasons: Reason[];
  evidence: Evidence[];
  policyRevision: number;
  dataWindow: DataWindow | null;
  hyperparameters: JsonObject;
  gate: GateReport | null;
}

/** A registered version in short, as it is told to people and programs: what its bytes are, and where it comes from. */
export interface Release {
  version: string;
  createdAt: number;
  artifact: Artifact;
  metrics: Record<string, number>;
  streams: string[];
  lineage: Pick<Lineage, 'parent' | 'generation' | 'kind' | 'policyRevision' | 'dataWindow'> & {
    /** Sentences. */
    reasons: string[];
    /** `null`: too many to be told; they are with the version. */
    hyperparameters: JsonObject | null;
  };
}

/** Metric values of one model on one data set. */
export interface Evaluation {
  metrics: Record<string, number>;
  /** The same per slice, for the rule that no slice may get worse. */
  slices?: Record<string, Record<string, number>>;
  samples: number;
}

/** One line of the gate: a rule, what it saw, and whether it passed. */
export interface GateCheck {
  rule:
    | 'minimum-samples'
    | 'floor'
    | 'minimum-gain'
    | 'slice-regression'
    | 'significance'
    | 'latency'
    | 'size'
    /** No condition: what became of the search, where no trial succeeded. */
    | 'search';
  metric: string;
  slice?: string;
  champion: number | null;
  challenger: number | null;
  limit: number | null;
  passed: boolean;
  /** The sentence for people. */
  text: string;
}

/** Champion against challenger on the same held-out data. Stored with the version, shown to people. */
export interface GateReport {
  passed: boolean;
  checks: GateCheck[];
  champion: Evaluation | null;
  challenger: Evaluation;
  holdout: DataWindow;
  /** The test on the loss per row; absent without one, and in reports of before it was kept. */
  paired?: PairedBootstrap;
}

/** What a challenger has shown at its gate, in short: for whoever decides on it. */
export interface ChallengerReport {
  /** Held-out rows; `null` where it is not known. */
  samples: number | null;
  /** Both sides on the same rows; `null` where one has no such metric. */
  metrics: { metric: string; champion: number | null; challenger: number | null }[];
  /** Failed rules first. */
  gate: GateLine[];
}

/** One rule of a gate in a sentence. */
export interface GateLine {
  rule: string;
  passed: boolean;
  text: string;
}
