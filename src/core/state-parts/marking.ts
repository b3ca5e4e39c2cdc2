/** What a person has said of an alarm or a retrain. */
export interface Marking {
  /** `retrain/<generation>`, or `<metric>/<segment>/<detector>@<epoch milliseconds>` of an alarm. */
  target: string;
  /** Whether there was something to be found. */
  isTrue: boolean;
  actor: string;
  comment: string;
  at: number;
}

/** What a verdict is about. */
export type Marked = { retrain: number } | { metric: string; segment: string; detector: string; at: number };

/** What a target means; `undefined` of a text that is none. */
export function markedBy(target: string): Marked | undefined {
  const retrain = /^(?:retrain\/)?(\d{1,9})$/.exec(target);
  if (retrain) return { retrain: Number(retrain[1]) };
  const alarm = /^([^/@]+)\/(.*)\/([^/@]+)@(\d{1,15})$/.exec(target);
  if (!alarm) return undefined;
  const [, metric, segment, detector, at] = alarm as unknown as [string, string, string, string, string];
  return { metric, segment, detector, at: Number(at) };
}

/** The target of something that can be marked. */
export function targetOf(marked: Marked): string {
  if ('retrain' in marked) return `retrain/${marked.retrain}`;
  const { metric, segment, detector, at } = marked;
  return `${metric}/${segment}/${detector}@${at}`;
}
