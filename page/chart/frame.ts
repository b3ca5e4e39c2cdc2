/** Pixels left of every chart, so that all stand below each other on one scale of time; as in chart.css. */
export const axisWidth = 56;
/** Pixels right of it. */
export const rightGap = 14;
/** Pixels below it: two lines, as the first day or month has its year below. */
export const timeAxisHeight = 44;
