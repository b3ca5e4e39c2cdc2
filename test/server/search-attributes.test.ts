import { ServiceError, type Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { ensureSearchAttributes } from '../../src/server/search-attributes.ts';

/** A server that refuses with one gRPC code; a real one that refuses needs a whole authorisation set-up. */
function refusingConnection(code: number, details: string): Connection {
  const cause = Object.assign(new Error(`${code} X: ${details}`), { code, details, metadata: {} });
  const refuse = (): Promise<never> => Promise.reject(new ServiceError('failed', { cause }));
  return { operatorService: { listSearchAttributes: refuse, addSearchAttributes: refuse } } as unknown as Connection;
}

it.each([7, 12, 16])(
  'a server that refuses with gRPC code %i is told with the attributes and how to turn them off',
  async (code) => {
    const attempt = ensureSearchAttributes(refusingConnection(code, 'Request unauthorized.'), 'prod');

    await expect(attempt).rejects.toThrow(
      /does not let this client create search attributes in namespace `prod` \(Request unauthorized\.\).*RetrainModel.*`searchAttributes: false`/
    );
  }
);

it('any other failure is passed on as it is', async () => {
  await expect(ensureSearchAttributes(refusingConnection(14, 'connection dropped'), 'prod')).rejects.toThrow(
    ServiceError
  );
});
