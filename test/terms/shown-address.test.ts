import { describe, expect, it } from 'vitest';
import { shownAddress } from '../../src/terms/shown-address.ts';

describe('an address in a message', () => {
  it.each([
    ['localhost:7233', 'localhost:7233'],
    ['http://models:5000/prefix', 'http://models:5000/prefix'],
    ['mlflow:http://user:s3cr3t@127.0.0.1:9/?token=topsecret', 'mlflow:http://***@127.0.0.1:9/?***'],
    ['mlflow:http://user:pa/s3cr3t@127.0.0.1:5000', 'mlflow:http://***@127.0.0.1:5000'],
    ['mlflow:http://user/s3cr3t@127.0.0.1:5000', 'mlflow:http://***@127.0.0.1:5000'],
    ['http://user:s3cr3t@host:99999/x?token=s3cr3t', 'http://***@host:99999/x?***'],
    ['http://user:s3c@r3t@host', 'http://***@host'],
    ['http://user:a?s3cr3t@host/x', 'http://***'],
    ['https://ada:12?s3cr3t@h/x', 'https://***'],
    ['http://host/x#s3cr3t', 'http://host/x#***'],
    ['http://host/x?token=a@s3cr3t', 'http://host/x?***'],
    ['http://[::1]:80/?s3cr3t', 'http://[::1]:80/?***'],
    ['user:s3cr3t@127.0.0.1:17810', '***@127.0.0.1:17810'],
    ['mlflow:user:s3cr3t@host', '***@host'],
    ['http://user:s3cr3t\n@host', 'http://***@host'],
  ])('has no secret: %s', (address, shown) => {
    expect(shownAddress(address)).toBe(shown);
  });
});
