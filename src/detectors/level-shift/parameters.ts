import { modeParameter } from '../mode.ts';

const measured = { type: 'number', exclusiveMin: true, source: 'measured, docs/detectors.md' } as const;
const whole = { type: 'integer', source: 'measured, docs/detectors.md' } as const;

/** What a policy may set, and what holds where it does not. */
export const parameters = {
  mode: {
    ...modeParameter,
    byDirection: { 'higher-is-better': 'down', 'lower-is-better': 'up' },
    source: "the metric's direction",
  },
  limit: { ...measured, default: 4.95, min: 1, doc: 'standard errors that fire', aliases: ['h'] },
  earlyLimit: { ...measured, default: 5, min: 1, doc: 'standard errors that fire while the shape is learned' },
  least: {
    ...whole,
    default: 10,
    min: 3,
    max: 50,
    doc: 'values that a change must last; what is shorter is a burst',
  },
  burnIn: {
    ...whole,
    default: 150,
    min: 40,
    max: 180,
    doc: 'values that shape and correlation are first learned from',
  },
  spreadLimit: {
    ...measured,
    default: 4,
    min: 1,
    doc: 'times that the squared scores of 40 values exceed the usual',
  },
  seasons: {
    type: 'choice',
    values: ['find', 'ignore'],
    default: 'find',
    doc: "days and weeks at the usual steps: 'find' them and take them out, or 'ignore' them",
    source: 'measured, docs/detectors.md',
  },
  clusters: {
    type: 'flag',
    default: true,
    doc: 'tell what comes in clusters (bursts, volatility, correlated squares) from a change of level or spread',
  },
  weekends: {
    type: 'flag',
    default: true,
    doc: 'learn a level that comes and goes at the same time of each week, as at weekends',
  },
  burstFirst: {
    type: 'flag',
    default: true,
    doc: 'raise no alarm where a burst ends that the stream began with',
  },
  packed: {
    type: 'flag',
    default: true,
    doc: 'keep the newest values as text: the same verdicts, and at most 4 KiB of state',
  },
  promotions: {
    type: 'flag',
    default: true,
    doc: 'take no wave for a level that a promotion has changed',
  },
  wholeDays: {
    type: 'flag',
    default: true,
    doc: 'learn long days past the alarms that they raise at first, and take none of their pieces for a change',
  },
  wholeBursts: {
    type: 'flag',
    default: true,
    doc: 'count no value before a burst as part of it, so that one of nine is hardly ever a change',
  },
  incidents: {
    type: 'flag',
    default: true,
    doc: 'learn nothing but the level from an incident or a slow start among the first values, and keep those over promotions',
  },
  farLevels: {
    type: 'flag',
    default: true,
    doc: 'tell levels beyond 1,250 deviations from each other, and learn anew where one, or another spread by far, stays',
  },
  trends: {
    type: 'flag',
    default: true,
    doc: 'take no steady rise or fall among the first values for correlation of neighbours',
  },
  sudden: {
    type: 'flag',
    default: true,
    doc: 'tell a change far larger than the usual steps of a stream whose neighbours are much alike',
  },
  closerLook: {
    type: 'flag',
    default: true,
    doc: 'look closer at first values, for a step that was not seen in time, and at a wave beside another that it goes into',
  },
} as const;
