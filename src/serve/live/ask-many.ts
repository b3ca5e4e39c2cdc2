/** Asks several monitors, a few at a time; one that does not answer spoils no other. */
export async function askMany<T>(
  names: readonly string[],
  ask: (name: string) => Promise<T>
): Promise<{ answers: T[]; failures: { name: string; error: Error }[] }> {
  const told = new Map<string, T>();
  const failures: { name: string; error: Error }[] = [];
  const waiting = [...names];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      try {
        told.set(name, await ask(name));
      } catch (error) {
        failures.push({ name, error: error instanceof Error ? error : new Error(String(error)) });
      }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { answers: names.flatMap((name) => (told.has(name) ? [told.get(name) as T] : [])), failures };
}

// --- internal ---

const atOnce = 8;
