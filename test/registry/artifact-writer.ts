/** A process of its own that stores artifacts until it is killed: `node --import tsx artifact-writer.ts <root>`. */
import { writeSync } from 'node:fs';
import { artifactName, openFileArtifactStore } from '../../src/registry/artifact-store.ts';

const store = await openFileArtifactStore({ root: process.argv[2] ?? '' });
for (let i = 0; i < 2000; i += 1) {
  const artifact = await store.put(Buffer.alloc(2_000_000, i), artifactName('monitor/m/retrain/1', i, 'model.bin'));
  writeSync(1, `${JSON.stringify(artifact)}\n`);
}
