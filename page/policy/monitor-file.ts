/** A monitor file as YAML, for people. The library is loaded only by those who come here. */
export async function toYaml(monitor: Record<string, unknown>): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(monitor, { lineWidth: 100 });
}

/** @throws Error with the line and the column of the fault */
export async function fromYaml(text: string): Promise<Record<string, unknown>> {
  const { parse } = await import('yaml');
  const value: unknown = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error('Expected a monitor as in a monitor file: fields and their values, `model: shop:ranker` first');
}
