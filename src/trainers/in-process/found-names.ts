/**
 * Names or labels that a file holds, for an error: the first few, and only those that look like names. Errors end in
 * event histories that more people read than may read the file, and its first line may be anything, a secret too.
 */
export function foundNames(names: readonly string[], most = 8): string {
  const shown = names
    .slice(0, most)
    .map((name) => (looksLikeName.test(name) ? `\`${name}\`` : 'one that is not shown'));
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'none';
}

// --- internal ---

const looksLikeName = /^(?:[\p{L}_][\p{L}\p{M}\p{N}_ .-]{0,29}|[+-]?\d{1,6}(?:\.\d{1,6})?)$/u;
