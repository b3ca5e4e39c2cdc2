// A workflow that reads a file: what the bundler must refuse.
import { readFile } from 'fs/promises';

export function impure(): Promise<string> {
  return readFile('/etc/hostname', 'utf8');
}
