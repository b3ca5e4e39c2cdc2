import { describe, expect, it } from 'vitest';
import { readClientConfig } from '../../src/server/client-config.ts';

describe('the namespace', () => {
  it.each(['é', 'team\u0007a', 'team\nb'])('%j is refused before a header would be made of it', (namespace) => {
    expect(() => readClientConfig({ env: { TEMPORAL_NAMESPACE: namespace } })).toThrow(
      /^Expected the namespace to have letters of ASCII.*; correct --namespace or TEMPORAL_NAMESPACE$/
    );
  });

  it('is taken as it is else', () => {
    expect(readClientConfig({ env: { TEMPORAL_NAMESPACE: 'team-a.acct1' } }).namespace).toBe('team-a.acct1');
  });
});
