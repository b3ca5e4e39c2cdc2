import { reasonText } from '../../core/state/decision.ts';
import { targetOf, type Marking } from '../../core/state-parts/marking.ts';
import { automaton } from '../../core/candidate/approval.ts';
import type { ChampionBand, Mark } from './played.ts';
import type { Decision } from '../../core/state/decision.ts';
import type { MonitorState } from '../../core/state/state.ts';
import type { Notice } from '../../core/state/events.ts';
import type { PlayedStep } from './play.ts';

/** Collects what happened at a moment, who served when, and the entries of the ledger. */
export class Marks {
  readonly all: Mark[] = [];
  readonly champions: ChampionBand[] = [];
  readonly decisions: Decision[] = [];

  /** What the first event that is played finds. */
  begin({ champion, ledger }: MonitorState, now: number): void {
    if (this.champions.length > 0) return;
    this.champions.push({ version: champion, from: now, until: null, by: null, why: 'served when this begins' });
    this.decisions.push(...ledger);
  }

  see(step: PlayedStep): void {
    const { before, event, state, effects, now } = step;
    const of = { at: now, seen: state.newestEventAt };
    if (event.type === 'command' && state.ledger !== before.ledger) {
      const { name, actor, comment } = event.command;
      this.all.push({ ...of, kind: 'command', actor, text: `${name} by ${actor}${comment && `: ${comment}`}` });
    }
    for (const { key, code, reasons } of state.triggers)
      if (!before.triggers.some((one) => one.key === key))
        this.all.push({ ...of, kind: 'trigger', text: `${code}: ${reasons.map(reasonText).join('; ')}` });
    for (const effect of effects)
      if (effect.type === 'notify' && !effect.notice.repeated) this.all.push(...marksOf(effect.notice, of));
    if (state.ledger !== before.ledger)
      for (const entry of state.ledger)
        if (entry.at === now && !before.ledger.includes(entry)) this.decisions.push(entry);
    if (state.champion !== before.champion) this.served(step);
  }

  /** With what people have said of them. */
  judged(verdicts: readonly Marking[]): Mark[] {
    const said = new Map(verdicts.map(({ target, ...verdict }) => [target, verdict] as const));
    return this.all.map((mark) => {
      const verdict = mark.id === undefined ? undefined : said.get(mark.id);
      return verdict ? { ...mark, verdict } : mark;
    });
  }

  // --- internal ---

  private served({ before, state, effects, now }: PlayedStep): void {
    const last = this.champions.at(-1);
    if (last) last.until = now;
    const told = effects.flatMap((effect) =>
      effect.type === 'notify' && ['promoted', 'rolled-back', 'adopted'].includes(effect.notice.event)
        ? [effect.notice.text]
        : []
    );
    const by = before.rollback?.actor ?? before.adoption?.actor ?? before.approval?.decided?.actor ?? automaton;
    this.champions.push({
      version: state.champion,
      from: now,
      until: null,
      by,
      why: told[0] ?? 'the registry said so',
    });
  }
}

// --- internal ---

function marksOf(notice: Notice, of: Pick<Mark, 'at' | 'seen'>): Mark[] {
  const { event, text, subjects = [], outcome, release } = notice;
  const version = release?.version ?? outcome?.version;
  const about = {
    ...of,
    kind: event,
    text,
    ...(outcome ? { generation: outcome.generation, id: targetOf({ retrain: outcome.generation }) } : {}),
    ...(version === undefined ? {} : { version }),
  };
  if (event !== 'drift' || subjects.length === 0) return [about];
  return subjects.map((subject, k) => {
    const [metric, segment, detector] = partsOf(subject);
    const said = notice.reasons[k]?.text ?? text;
    return { ...about, text: said, id: targetOf({ metric, segment, detector, at: of.at }), metric, segment, detector };
  });
}

/** A segment may hold slashes; metrics and detectors do not. */
function partsOf(subject: string): [metric: string, segment: string, detector: string] {
  const first = subject.indexOf('/');
  const last = subject.lastIndexOf('/');
  return [subject.slice(0, first), subject.slice(first + 1, Math.max(first + 1, last)), subject.slice(last + 1)];
}
