import type { components } from './schema.ts';

type Schemas = components['schemas'];

export type Decision = Schemas['Decision'];
export type Explanation = Schemas['Explanation'];
export type Distance = Schemas['Distance'];
export type GateLine = Schemas['GateLine'];
export type Hold = Schemas['Hold'];
export type MonitorSummary = Schemas['MonitorSummary'];
export type MonitorView = Schemas['MonitorView'];
export type Reign = Schemas['Reign'];
export type Version = Schemas['Version'];
export type Played = Schemas['Played'];
export type PlayedSeries = Schemas['PlayedSeries'];
export type ChampionBand = Schemas['ChampionBand'];
export type Span = Schemas['Span'];
export type Mark = Schemas['Mark'];
export type Trail = Schemas['Trail'];
/** The document lets whatever may be nothing somewhere be nothing everywhere. */
export type ApprovalReport = NonNullable<Schemas['ApprovalReport']> & {
  challenger: NonNullable<Schemas['ApprovalSide']>;
};
export type RunningJob = Schemas['RunningJob'];
export type Foresight = Schemas['Foresight'];
export type RetrainRecord = Schemas['RetrainRecord'];
