/** Pixels left of every chart, so that all stand below each other on one scale of time; as in chart.css. */
export const axisWidth = 56;
/** Pixels right of it. */
export const rightGap = 14;
