import { describe, expect, it } from 'vitest';
import { emptyReport } from '../../../src/serve/intake/intake-report.ts';
import { placeOf } from '../../../src/serve/remote-write/write-mapping.ts';
import { takeWriteRequest, type WriteTaking } from '../../../src/serve/remote-write/take-write-request.ts';

const model = 'shop:ranker';
const labels = { __name__: 'accuracy', model, instance: 'a', job: 'shop' };

/** A publisher whose Temporal server does not answer, with a spool on disk or without one. */
function takingWith(spool: object | undefined): WriteTaking {
  const stats = { [model]: spool ? { spool } : {} };
  return {
    client: { stats: () => stats } as unknown as WriteTaking['client'],
    intake: {
      take: () => Promise.resolve({ ...emptyReport(model), taken: 1, delivered: false, waiting: 'no server' }),
    },
    metrics: { refused: () => undefined, passedOver: () => undefined },
    mapping: {},
  };
}

describe('a write request while the Temporal server is away', () => {
  const series = [{ labels, samples: [{ value: 0.9, at: Date.now() }] }];

  it('is taken where a spool keeps it: to send it again would help nobody', async () => {
    expect(await takeWriteRequest(series, takingWith({ bytes: 100 }))).toBeUndefined();
  });

  it('is to come again where only this process has it', async () => {
    await expect(takeWriteRequest(series, takingWith(undefined))).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining('no server') as string,
    });
  });
});

it('the same labels are the same series, in whatever order they come', () => {
  const turned = Object.fromEntries(Object.entries(labels).toReversed());
  expect(placeOf({ labels: turned }, {})).toEqual(placeOf({ labels }, {}));
  expect(placeOf({ labels: { ...labels, instance: 'b' } }, {})?.list).not.toBe(placeOf({ labels }, {})?.list);
});
