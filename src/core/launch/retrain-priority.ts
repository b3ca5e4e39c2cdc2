import type { RetrainRequest } from '../state/retrain.ts';

/**
 * Who goes first where many retrains wait for few places, and who shares them: the same as Temporal's `Priority`.
 *
 * Of `priorityKey` 1 is served first: 1 a person asked, 2 drift that asks for a full retrain, 3 for a soft one, 4
 * nothing but a schedule. How grave the drift is counts, also where a first version is trained in full. Within one key
 * the server takes turns between the fairness keys: the tenant, else the model's project.
 */
export function priorityOf(request: RetrainRequest): { priorityKey: 1 | 2 | 3 | 4; fairnessKey: string } {
  const types = request.reasons.map(({ type }) => type);
  const drifts = types.some((type) => type !== 'manual' && type !== 'scheduled');
  const priorityKey = types.includes('manual') ? 1 : !drifts ? 4 : request.kind === 'full' ? 2 : 3;
  const owner = request.tenant ?? request.model.split(':')[0] ?? '';
  return { priorityKey, fairnessKey: cut(owner) };
}

/**
 * What kind of retrain it is for people, as the ledger has it: where nothing serves that could be continued it is a
 * full one, whatever was asked for.
 */
export function expectedKind({ champion, kind }: Pick<RetrainRequest, 'champion' | 'kind'>): RetrainRequest['kind'] {
  return champion === null ? 'full' : kind;
}

// --- internal ---

/** The server takes at most 64 bytes. */
function cut(text: string): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > 64) break;
    kept += character;
  }
  return kept;
}
