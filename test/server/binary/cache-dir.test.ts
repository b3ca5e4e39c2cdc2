import { expect, it } from 'vitest';
import { cachedCliPath, cacheDir } from '../../../src/server/binary/cache-dir.ts';

it('the cache follows XDG_CACHE_HOME, and is in the home folder without it', () => {
  expect(cacheDir({ XDG_CACHE_HOME: '/var/cache/me', HOME: '/home/me' })).toBe('/var/cache/me/temporal-retrain');
  expect(cacheDir({ XDG_CACHE_HOME: '', HOME: '/home/me' })).toBe('/home/me/.cache/temporal-retrain');
});

it('each version of the CLI has a folder of its own', () => {
  expect(cachedCliPath({ HOME: '/home/me' }, '1.9.1')).toBe('/home/me/.cache/temporal-retrain/1.9.1/temporal');
});
