import type { MonitorView } from '../../core/wire/answers.ts';
import type { Reason } from '../../core/state/decision.ts';

/** Follows one person's request through what a monitor says of itself, whatever others ask for meanwhile. */
export class OwnRetrain {
  /** Of the retrain that the request leads to, as far as is known. */
  generation: number;
  private readonly asked: Manual | undefined;

  /** @param answered the monitor right after the request */
  constructor(answered: MonitorView, actor: string) {
    const { inFlight, generation } = answered;
    const all = manualOf([...(inFlight?.reasons ?? []), ...waitingReasons(answered)]);
    this.asked = all.findLast((one) => one.actor === actor) ?? all.at(-1);
    this.generation = isIn(this.asked, inFlight?.reasons) ? inFlight!.generation : generation;
    if (this.waits(answered)) this.generation = generation + 1;
  }

  /** Looks where it is now: a retrain that could not begin is wanted again, as another generation. */
  look(view: MonitorView): void {
    const { inFlight } = view;
    // Two that ask at one moment with the same words cannot be told apart: who waits for the later one goes on to.
    if (inFlight && inFlight.generation >= this.generation && isIn(this.asked, inFlight.reasons))
      this.generation = inFlight.generation;
    else if (this.waits(view)) this.generation = view.generation + 1;
  }

  /** Whether its retrain has ended. */
  hasEnded({ lastRetrain }: MonitorView): boolean {
    return (lastRetrain?.generation ?? 0) >= this.generation;
  }

  /** Whether it is wanted no more, and has not begun: somebody has withdrawn it. */
  isWithdrawn(view: MonitorView): boolean {
    const isUnderWay = view.inFlight?.generation === this.generation;
    return !isUnderWay && !view.triggers.some(({ code }) => code === 'manual');
  }

  /** Whether it waits for the end of another retrain, or of what holds it. */
  waits(view: MonitorView): boolean {
    return isIn(this.asked, waitingReasons(view));
  }
}

// --- internal ---

type Manual = Extract<Reason, { type: 'manual' }>;

function waitingReasons({ triggers }: MonitorView): Reason[] {
  return triggers.flatMap(({ reasons }) => reasons);
}

function manualOf(reasons: readonly Reason[]): Manual[] {
  return reasons.flatMap((one) => (one.type === 'manual' ? [one] : []));
}

/** Reasons travel: two that say the same at the same time are the same. */
function isIn(asked: Manual | undefined, reasons: readonly Reason[] | undefined): boolean {
  if (!asked || !reasons) return false;
  return manualOf(reasons).some(
    ({ at, actor, text }) => at === asked.at && actor === asked.actor && text === asked.text
  );
}
