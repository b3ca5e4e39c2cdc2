import type { Detector } from './detector.ts';
import { usualStateBytes } from './defaults.ts';

/** One of the detectors that vote, with its options complete. */
export interface Member {
  detector: Detector;
  options: Record<string, unknown>;
}

export interface VoteOptions {
  atLeast: number;
  within: number;
}

export interface VoteState {
  members: object[];
  /** Values since each member fired; -1 if it has not. */
  age: number[];
  drift: boolean;
}

/**
 * k-of-n vote: fires when enough of several detectors have fired recently.
 *
 *     drift when |{ members that fired among the newest `within` values }| >= atLeast
 *
 * Symbols: atLeast = k, within in values. A member that fires restarts as usual; its vote counts for `within`
 * values. All restart after the vote's own alarm.
 * Input: what the members take. Warm-up: until `atLeast` members could fire. State: the members'. Cost: the members'.
 * Use for: fewer false alarms than any member at nearly the speed of the k-th. Not for: members that measure the same
 * thing in the same way: their errors come together.
 *
 * @param name    name of the detector
 * @param members the detectors that vote
 * @param options.atLeast votes that fire. @default 2 (any majority of three)
 * @param options.within  how long a vote counts. @default 30 (about the delay of the slowest on a shift of 2
 * deviations)
 * @example
 * ```ts @import.meta.vitest
 * const { limit } = await import('./limit.ts');
 * const members = [0, 1].map((above) => ({ detector: limit as unknown as Detector, options: { above } }));
 * const both = vote('both', members);
 * const options = { atLeast: 2, within: 30 };
 * const state = both.init(options);
 * expect([0.5, 0.5, 2].map((x) => both.update(state, x, options))).toEqual(['stable', 'stable', 'drift']);
 * ```
 * @see Besbes, M. et al. (2026). arXiv 2606.18377 (votes of change point detectors, + 11 % F1).
 * Checked against: counting the members' alarms by hand, test/detectors/vote.test.ts.
 */
export function vote(name: string, members: readonly Member[]): Detector<VoteOptions, VoteState> {
  const init = (): VoteState => ({
    members: members.map(({ detector, options }) => detector.init(options)),
    age: members.map(() => -1),
    drift: false,
  });
  return {
    name,
    summary: `at least k of ${members.map(({ detector }) => detector.name).join(', ')}`,
    input: members[0]?.detector.input ?? 'metric',
    findsChange: true,
    parameters: {
      atLeast: { type: 'integer', default: 2, min: 1, max: members.length, aliases: ['k'], doc: 'votes that fire' },
      within: { type: 'integer', default: 30, min: 1, aliases: ['hold'], doc: 'values that a vote counts for' },
    },
    stateBytes: () =>
      members.reduce(
        (sum, { detector, options }) => sum + (detector.stateBytes?.(options) ?? usualStateBytes),
        usualStateBytes
      ),
    init,
    update(state, x, options) {
      if (state.drift) Object.assign(state, init());
      let ready = 0;
      members.forEach((member, i) => {
        const verdict = member.detector.update(state.members[i] as object, x, member.options);
        const age = state.age[i] as number;
        if (verdict === 'drift') state.age[i] = 0;
        else if (age >= 0) state.age[i] = age + 1 < options.within ? age + 1 : -1;
        if (verdict !== 'warming-up' || (state.age[i] as number) >= 0) ready += 1;
      });
      state.drift = votes(state) >= options.atLeast;
      if (state.drift) return 'drift';
      return ready < options.atLeast ? 'warming-up' : 'stable';
    },
    carryOn(state) {
      state.drift = false;
    },
    read: (state, options) => ({
      statistic: votes(state),
      limit: options.atLeast - 0.5,
      fires: 'above',
      n: Math.max(...members.map(({ detector, options: own }, i) => detector.read(state.members[i] as object, own).n)),
    }),
  };
}

// --- internal ---

function votes(state: VoteState): number {
  let count = 0;
  for (const age of state.age) if (age >= 0) count += 1;
  return count;
}
