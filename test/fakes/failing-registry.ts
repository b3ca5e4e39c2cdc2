import { RegistryError } from '../../src/terms/errors.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';

export interface Failure {
  /** Which call fails, from 1 on. */
  call: number;
  /** `before`: nothing is done; `after`: it is done, and the answer is lost. */
  when: 'before' | 'after';
  /** Every such call from then on fails, and no retry helps. */
  permanent?: boolean;
}

/** The real registry, of which one call fails; it tells how many calls there were. */
export function failingRegistry(inner: ModelRegistry, failure: Failure): ModelRegistry & { calls: number } {
  const counted = { calls: 0 };
  return new Proxy(counted as ModelRegistry & { calls: number }, {
    get: (_, name: keyof ModelRegistry | 'calls') => {
      if (name === 'calls' || name === 'name') return name === 'calls' ? counted.calls : inner.name;
      return async (...given: unknown[]) => {
        counted.calls += 1;
        const { call, when, permanent = false } = failure;
        const fails = permanent ? counted.calls >= call : counted.calls === call;
        const broken = new RegistryError(`Call ${counted.calls} (${name}) failed`, { permanent });
        if (fails && when === 'before') throw broken;
        const answer: unknown = await (inner[name] as (...args: unknown[]) => Promise<unknown>).apply(inner, given);
        if (fails) throw broken;
        return answer;
      };
    },
  });
}
