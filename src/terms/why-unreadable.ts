/** Why a file could not be read, after `but`: in words where people meet it often, else as the system says it. */
export function whyUnreadable(cause: unknown): string {
  const { code, message } = cause as Error & { code?: string };
  return (code !== undefined && words[code]) || message;
}

// --- internal ---

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};
