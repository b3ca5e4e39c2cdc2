import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/notify/safe-address.ts';
import { slack } from '../../src/notify/slack.ts';
import { webhook } from '../../src/notify/webhook.ts';
import { context, noticeOf } from './receiver.ts';

describe('isPublicAddress', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '168.63.129.15',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.0.1',
    '223.255.255.255',
    '2606:4700::1111',
  ])('%s is an address of the public internet', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.0.1',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
    '8.8.8',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a notifier', () => {
  it.each([
    'http://127.0.0.1/',
    'http://localhost:1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://017700000001/',
    'http://168.63.129.16/machine?comp=goalstate',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://[fd00::1]/',
    'https://10.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://①②⑦.⓪.⓪.①/',
  ])('does not call %s', async (url) => {
    await expect(webhook({ url }).notify([noticeOf()], context())).rejects.toThrow(/public internet/);
  });

  it.each([
    ['nowhere', /Expected the URL of a notifier, such as/],
    ['ftp://example.com/', /to be http or https, got `ftp:`/],
    ['https://ada:secret@example.com/', /without user and password, got them for example.com/],
  ])('refuses %s before anything is sent', (url, message) => {
    expect(() => webhook({ url })).toThrow(message);
  });

  it.each([
    'hooks.slack.com/services/T000/B000/a-secret',
    '//hooks.slack.com/services/a-secret',
    'a-secret',
    'hooks.slack.com:443/services/a-secret',
    'ftp://hooks.slack.com/a-secret',
    'https://ada:a-secret@hooks.slack.com/a-secret',
    'https://[a-secret/',
  ])('never prints the secret part of %s, which it refuses', (url) => {
    for (const make of [webhook, slack]) {
      expect(() => make({ url })).toThrow(/Expected the URL of a notifier/);
      expect(() => make({ url })).not.toThrow(/a-secret/);
    }
  });
});
