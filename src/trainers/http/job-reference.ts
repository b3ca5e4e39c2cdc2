/**
 * What a heartbeat's checkpoint holds for the HTTP trainer: the job to go on watching, and the job's own checkpoint.
 */
export interface JobReference {
  job: string;
  checkpoint: string | null;
}

export function encodeJobReference({ job, checkpoint }: JobReference): string {
  return `http-job:?${new URLSearchParams({ job, ...(checkpoint === null ? {} : { checkpoint }) }).toString()}`;
}

/** `undefined` if the text is not such a reference. */
export function decodeJobReference(text: string | undefined): JobReference | undefined {
  if (!text?.startsWith('http-job:?')) return undefined;
  const fields = new URLSearchParams(text.slice('http-job:?'.length));
  const job = fields.get('job');
  return job === null ? undefined : { job, checkpoint: fields.get('checkpoint') };
}
