import { join } from 'node:path';
import type { Command } from 'commander';
import { checkOutputFile } from '../../frame/output-file.ts';
import { ConfigurationError } from '../../../terms/errors.ts';
import { defaultHome } from '../../../worker/worker-home.ts';
import { defineCommand } from '../../frame/define-command.ts';
import { numbered } from '../../../terms/numbered.ts';
import { shownAddress } from '../../../terms/shown-address.ts';
import { registrySetting } from '../../../terms/environment.ts';
import type { CliContext } from '../../terminal/context.ts';
import type { RegistryBackup } from '../../../registry/sqlite/back-up.ts';

interface BackupOptions {
  home: string;
  registry?: string;
}

/** `registry backup <file>`: a copy of the registry file, whole and checked, beside running workers. */
export function registryBackupCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'backup <file>',
    summary: 'Copy the registry file while workers use it, and check the copy',
    details:
      'Takes the registry as it is at one moment, with every version that a worker has registered by then, and reads every row of the copy back. Overwrites nothing, and changes nothing in the registry. Copy the models after it, not before: then each version that the copy names has its file. MLflow has a database of its own, which its own tools back up.',
    examples: [
      ['registry backup /backup/registry-monday.db', 'of the home in the working directory'],
      ['registry backup /backup/r.db --registry sqlite:./models/registry.db', 'of another file'],
    ],
  });
  return command
    .option('--home <folder>', 'home of the worker on this machine', defaultHome)
    .option('--registry <address>', 'sqlite:<file> (TEMPORAL_RETRAIN_REGISTRY, else that of the home)')
    .action((file: string, options: BackupOptions) => run(context, file, options));
}

// --- internal ---

async function run(context: CliContext, file: string, { home, registry }: BackupOptions): Promise<void> {
  const from = registryFile(registry ?? registrySetting(context.io.env).value, home);
  await checkOutputFile('<file>', file);
  const { backUpRegistry } = await import('../../../registry/sqlite/back-up.ts');
  const made: RegistryBackup = await backUpRegistry(from, file);
  context.result(made, () => text(made));
}

/** @throws ConfigurationError for what is not a file of ours */
function registryFile(address: string | undefined, home: string): string {
  if (address === undefined) return join(home, 'registry.db');
  const [, file] = /^sqlite:(.+)$/s.exec(address) ?? [];
  if (file !== undefined) return file;
  const shown = shownAddress(address);
  throw new ConfigurationError(
    address.startsWith('mlflow:')
      ? `Expected a registry in a file (\`sqlite:<file>\`), got \`${shown}\`: back up MLflow's database and artifacts with its own tools`
      : `Expected \`--registry\` to be \`sqlite:<file>\`, got \`${shown}\``
  );
}

function text({ registry, file, versions, models, changes }: RegistryBackup): string {
  const held = `${numbered(versions, 'version')} of ${numbered(models, 'model')}, ${numbered(changes, 'change')} of aliases`;
  return `Backed up ${registry} to ${file}: ${held}, each read back.\nNow copy the models: the artifacts folder of each home.`;
}
