import type { FoundDrift, MarkedDrifts } from '../../../backtest/life/marked-drifts.ts';
import type { Range, Sources } from '../../../calibrate/sources-of.ts';

/** What people have said of a monitor's past, for the choice of its limits. */
export interface MarkedPast {
  /** Marked true: something had drifted, so these times are left out. */
  drifts: Range[];
  /** Marked false: nothing had, so these are calm, whatever they look like. */
  calm: FoundDrift[];
}

/** Sorts marks by what follows from them. */
export function markedPast(marks: readonly MarkedDrifts[]): MarkedPast {
  const right = marks.filter(({ isTrue }) => isTrue);
  const ranges = right.flatMap(({ drifts }) => drifts.map(({ from, to }) => ({ from, to })));
  return {
    // Several marks may be about one drift.
    drifts: ranges.filter(({ from, to }, i) => ranges.findIndex((one) => one.from === from && one.to === to) === i),
    calm: marks.filter(({ isTrue }) => !isTrue).flatMap(({ drifts }) => drifts),
  };
}

/** What looks like a drift and was not called a false alarm. */
export function stillSuspected(suspected: Sources['suspected'], calm: readonly FoundDrift[]): Sources['suspected'] {
  return suspected.filter(
    ({ metric, segment, from, to }) =>
      !calm.some((one) => one.metric === metric && one.segment === segment && one.from <= to && one.to >= from)
  );
}
