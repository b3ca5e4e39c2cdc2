/** Colours for terminals; without colours every function returns its text unchanged. */
export interface Style {
  bold: (text: string) => string;
  dim: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
  cyan: (text: string) => string;
}

export function createStyle(coloured: boolean): Style {
  const code = (on: number, off: number) => (text: string) =>
    coloured && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    cyan: code(36, 39),
  };
}

/** On a terminal only, and never if the user turned colours off (https://no-color.org). */
export function wantsColour(env: NodeJS.ProcessEnv, stream: { isTTY?: boolean }): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Levels and states in the colours that people expect. */
export function colourOfState(style: Style, state: string): (text: string) => string {
  if (['stable', 'promoted', 'active'].includes(state)) return style.green;
  if (['drift', 'broken', 'failed', 'rejected'].includes(state)) return style.red;
  if (['warning', 'no-data', 'paused', 'awaiting-approval', 'retraining'].includes(state)) return style.yellow;
  return (text) => text;
}
