import { FakeSender, type Fate } from './fake-sender.ts';
import { ManualClock } from './manual-clock.ts';
import { Publisher } from '../../../src/client/publish/publisher.ts';
import type { DeliveryFailure, PublisherOptions } from '../../../src/client/publish/publisher-options.ts';

export const model = 'shop:ranker';
export const workflowId = 'monitor/shop:ranker';

export interface PublisherUnderTest {
  sender: FakeSender;
  clock: ManualClock;
  failures: DeliveryFailure[];
  publisher: Publisher;
}

/** A publisher over a sender and a clock of the test's own; `failures` has what it reported. */
export function setUp(options: PublisherOptions = {}, fates: Fate[] = []): PublisherUnderTest {
  const sender = new FakeSender(fates);
  const clock = new ManualClock();
  const failures: DeliveryFailure[] = [];
  const onError = (failure: DeliveryFailure): void => void failures.push(failure);
  const publisher = new Publisher(sender, { onError, ...options }, { clock, random: () => 0 });
  return { sender, clock, failures, publisher };
}

export function recordAll(publisher: Publisher, values: number[]): void {
  for (const value of values) publisher.record(model, { accuracy: value });
}
