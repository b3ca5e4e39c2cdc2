import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnLength, encodeColumn } from '../../../src/core/wire/columns.ts';
import { model, setUp } from './set-up-publisher.ts';
import type { Fate } from './fake-sender.ts';
import type { PublisherOptions } from '../../../src/client/publish/publisher-options.ts';
import type { TraceCarrier } from '../../../src/terms/trace.ts';
import type { Tracing } from '../../../src/tracing/tracing.ts';

const carrier = (n: number): TraceCarrier => ({ traceparent: `00-${String(n).padStart(32, '0')}-00000000000000aa-01` });

/** A publisher in whose service a request is under way, and what it sends in which traces. */
function traced(options: PublisherOptions = {}, fates: Fate[] = []) {
  const sent: { observations: unknown; traces: string[] }[] = [];
  const request: { now: TraceCarrier | undefined } = { now: undefined };
  const tracing = {
    current: () => request.now,
    within: (span, traces, work) => {
      sent.push({
        observations: span.attributes['observations'],
        traces: traces.map((one) => one['traceparent'] ?? ''),
      });
      return work();
    },
  } as Pick<Tracing, 'current' | 'within'> as Tracing;
  const under = setUp({ ...options, tracing }, fates);
  const record = (n: number, values: number): void => {
    request.now = n === 0 ? undefined : carrier(n);
    for (let i = 0; i < values; i++) under.publisher.record(model, { accuracy: 0.9 });
  };
  return { ...under, sent, record };
}

const names = (...numbers: number[]): string[] => numbers.map((n) => carrier(n)['traceparent'] ?? '');

describe('the traces of a batch', () => {
  it('are those in which its observations were recorded, each once, the oldest first', async () => {
    const { publisher, record, sent } = traced();
    record(1, 2);
    record(0, 1);
    record(2, 1);
    await publisher.flush();
    expect(sent).toEqual([{ observations: 4, traces: names(1, 2) }]);
  });

  it('go out with their own batch, not with the one before', async () => {
    const { publisher, record, sent } = traced({ batchSize: 2 });
    record(1, 2);
    record(2, 2);
    await publisher.flush();
    expect(sent.map(({ traces }) => traces)).toEqual([names(1), names(2)]);
  });

  it('come again with a batch that is sent again', async () => {
    const { publisher, record, sent, clock } = traced({}, ['lost']);
    record(1, 1);
    const flushed = publisher.flush();
    await clock.pass(5_000);
    await flushed;
    expect(sent.map(({ traces }) => traces)).toEqual([names(1), names(1)]);
  });

  it('are none outside of any request', async () => {
    const { publisher, record, sent, sender } = traced();
    record(0, 3);
    await publisher.flush();
    expect(sent).toEqual([]);
    expect(sender.sends).toBe(1);
  });

  it('are counted right, however a column is written', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 50 }), (values) => {
        expect(columnLength(encodeColumn(values))).toBe(values.length);
      })
    );
  });
});
