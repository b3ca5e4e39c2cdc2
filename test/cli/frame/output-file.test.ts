import { expect, it } from 'vitest';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOutputFile } from '../../../src/cli/frame/output-file.ts';
import { newFolder } from '../../support/scripted.ts';

it('a file is refused before the work where it cannot be written, and why', async () => {
  const folder = await newFolder();
  const checked = (name: string): Promise<void> => checkOutputFile('--report', join(folder, name));
  await writeFile(join(folder, 'old.html'), '');
  await expect(checked('new.html')).resolves.toBeUndefined();
  await expect(checked('old.html')).resolves.toBeUndefined();
  await expect(checked('.')).rejects.toThrow('but it is a folder; check the path');
  await expect(checked('none/new.html')).rejects.toThrow('but there is no such folder; check the path');
  await expect(checked('old.html/new.html')).rejects.toThrow('but a part of the path is no folder; check the path');
  await rm(folder, { recursive: true });
});

// Not even who may write to every folder makes a file there.
it.skipIf(process.platform !== 'linux')('a place where no file can be made is refused', async () => {
  await expect(checkOutputFile('--report', '/proc/new.html')).rejects.toThrow(
    /nothing can be written to \/proc \(\w+\); check the path/
  );
});
