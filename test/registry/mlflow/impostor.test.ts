import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openMlflowRegistry } from '../../../src/registry/mlflow/mlflow-registry.ts';
import { RegistryError } from '../../../src/terms/errors.ts';
import { withCallSignal } from '../../../src/registry/call-signal.ts';
import type { ModelRegistry } from '../../../src/registry/registry.ts';

/** Something that answers where an MLflow server should be, and is none. */
async function withImpostor(
  answer: RequestListener,
  work: (registry: ModelRegistry) => Promise<void>
): Promise<number> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await work(openMlflowRegistry({ url: `http://127.0.0.1:${port}`, pauseMs: 1, attempts: 2 }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return asked;
}

async function failureOf(call: Promise<unknown>): Promise<RegistryError> {
  const error = await call.then(
    () => expect.fail('expected a failure'),
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(RegistryError);
  return error as RegistryError;
}

describe('an address where no MLflow server answers', () => {
  it('whose pages lead back to themselves is given up', async () => {
    const page = JSON.stringify({ model_versions: [], next_page_token: 'again' });
    const asked = await withImpostor(
      (_, response) => void response.end(page),
      async (registry) => {
        expect((await failureOf(registry.versions('shop:ranker'))).message).toMatch(/leads back to itself/);
      }
    );
    expect(asked).toBeLessThan(5);
  });

  it('whose pages never end is given up', async () => {
    let number = 0;
    const asked = await withImpostor(
      (_, response) => void response.end(JSON.stringify({ next_page_token: String((number += 1)) })),
      async (registry) => {
        expect((await failureOf(registry.versions('shop:ranker'))).message).toMatch(/1000 pages/);
      }
    );
    expect(asked).toBe(1_000);
  });

  it('whose message is no text fails in a sentence', async () => {
    for (const message of [{ deep: [] }, 7, null, ['x']])
      await withImpostor(
        (_, response) => void response.writeHead(400).end(JSON.stringify({ error_code: 'BAD_REQUEST', message })),
        async (registry) => {
          expect((await failureOf(registry.versions('shop:ranker'))).message).toMatch(/HTTP 400 BAD_REQUEST/);
        }
      );
  });

  it('whose error is megabytes long is quoted in short', async () => {
    const message = 'x '.repeat(1_500_000);
    await withImpostor(
      (_, response) => void response.writeHead(404).end(JSON.stringify({ error_code: 'A', message })),
      async (registry) => {
        expect((await failureOf(registry.versions('shop:ranker'))).message.length).toBeLessThan(600);
      }
    );
  });

  it('whose reply never ends is cut off, once for each size of page that is tried', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const asked = await withImpostor(
      (_, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', more);
        more();
      },
      async (registry) => {
        const error = await failureOf(registry.versions('shop:ranker'));
        expect(error.message).toMatch(/longer than 8388608 bytes/);
        expect(error.permanent).toBe(false);
      }
    );
    expect(asked).toBeLessThan(6);
  });

  it('is asked no further when whoever asked has given up', async () => {
    let number = 0;
    const giveUp = new AbortController();
    const asked = await withImpostor(
      (_, response) => {
        number += 1;
        if (number === 3) giveUp.abort();
        response.end(JSON.stringify({ next_page_token: String(number) }));
      },
      async (registry) => {
        await failureOf(withCallSignal(giveUp.signal, () => registry.versions('shop:ranker')));
      }
    );
    expect(asked).toBeLessThan(5);
  });
});
