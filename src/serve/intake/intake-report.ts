/** What became of a body of observations. */
export interface IntakeReport {
  model: string;
  /** Observations that the monitor gets, or has got before under the same key or number. */
  taken: number;
  /** Rows that were not taken. */
  refused: number;
  /** Values of metrics that it does not watch, left out as asked. */
  ignored: number;
  /** Implausible values and times that were taken as asked. */
  odd: number;
  /** Whether the Temporal server has them; else this one keeps them and goes on trying. */
  delivered: boolean;
  /** Why they are not delivered yet. */
  waiting?: string;
  /** False while no worker tells what the monitor watches. */
  namesChecked: boolean;
  /** The first refused rows. */
  faults: { row: number; message: string }[];
}

export function emptyReport(model: string): IntakeReport {
  return { model, taken: 0, refused: 0, ignored: 0, odd: 0, delivered: true, namesChecked: true, faults: [] };
}

/** Refused rows that are told one by one. */
export const maxFaults = 20;

/** The intake could not go on; what it had done by then. */
export class IntakeStopped extends Error {
  override readonly name = 'IntakeStopped';
  readonly report: IntakeReport;

  constructor(report: IntakeReport, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.report = report;
  }
}
