import {
  readAsked,
  readGeneration,
  readInPlaceOf,
  readLookedAt,
  readMark,
  readRespectHolds,
  readSegment,
  readSeverity,
  readVersion,
  readWithoutChampion,
} from '../../core/wire/asked.ts';
import { updateNames } from '../../terms/message-names.ts';
import type { Command } from '../../core/state/events.ts';

/** The command of an update that was accepted, as the monitor reads it; `undefined` of one that is none of ours. */
export function updateCommand(update: string, asked: unknown): Exclude<Command, { name: 'policy' }> | undefined {
  const who = readAsked(asked);
  if (who.actor === '' && update !== updateNames.approve && update !== updateNames.reject) return undefined;
  switch (update) {
    case updateNames.pause:
    case updateNames.resume:
    case updateNames.stop:
    case updateNames.release:
    case updateNames.rollback:
      return { ...who, name: update };
    case updateNames.cancel:
      return { ...who, name: update, ...readGeneration(asked) };
    case updateNames.approve:
      return { ...who, name: update, ...readLookedAt(asked), ...readInPlaceOf(asked) };
    case updateNames.reject:
      return { ...who, name: update, ...readLookedAt(asked) };
    case updateNames.retrain: {
      const severity = readSeverity(asked);
      if (typeof severity === 'string') return undefined;
      return { ...who, name: update, ...severity, ...readWithoutChampion(asked), ...readRespectHolds(asked) };
    }
    case updateNames.adopt:
      return { ...who, name: update, version: readVersion(asked) };
    case updateNames.mark:
      return { ...who, name: update, ...readMark(asked) };
    case updateNames.forgetSegment:
      return { ...who, name: 'forget-segment', segment: readSegment(asked) };
    default:
      return undefined;
  }
}
