import { afterEach, describe, expect, it, vi } from 'vitest';
import { askedInTime } from '../../../src/client/calls/asked-in-time.ts';
import { untimely } from '../../../src/terms/message-names.ts';

const tooSoon = new Error(`This monitor was ${untimely}; ask again`);

describe('a question', () => {
  afterEach(() => vi.useRealTimers());

  it('is asked once more beside when no answer comes, and the one that was lost is withdrawn', async () => {
    vi.useFakeTimers();
    const signals: AbortSignal[] = [];
    const call = vi.fn((enough: AbortSignal) => {
      signals.push(enough);
      return signals.length === 1 ? new Promise<string>(() => undefined) : Promise.resolve('watching');
    });
    const answer = askedInTime(call);
    await vi.advanceTimersByTimeAsync(3_900);
    expect(call).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(await answer).toBe('watching');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('is asked again when it came between an event and its task', async () => {
    const call = vi.fn().mockRejectedValueOnce(tooSoon).mockResolvedValueOnce('watching');
    expect(await askedInTime(call)).toBe('watching');
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('is given up when that goes on', async () => {
    const call = vi.fn().mockRejectedValue(tooSoon);
    await expect(askedInTime(call)).rejects.toBe(tooSoon);
    expect(call).toHaveBeenCalledTimes(8);
  });

  it('is asked once when it fails otherwise', async () => {
    const call = vi.fn().mockRejectedValue(new Error('unavailable'));
    await expect(askedInTime(call)).rejects.toThrow('unavailable');
    expect(call).toHaveBeenCalledTimes(1);
  });
});
