/** Why a file could not be opened, after `but`: in words where its name is wrong, else as the system says it. */
export function whyUnreadable(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : message;
}
