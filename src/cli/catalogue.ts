import type { CreateCommand } from './surroundings.ts';
import type { operatorCommandTexts } from './commands/monitor/operator-command-texts.ts';

/** Reads a command's module when it is wanted: nobody waits for the other twenty. */
export type LoadCommand = () => Promise<CreateCommand>;

export interface CommandGroup {
  summary: string;
  commands: Readonly<Record<string, LoadCommand>>;
}

/** A part of the list of commands, under its heading. */
export interface Section {
  heading: string;
  entries: Readonly<Record<string, LoadCommand | CommandGroup>>;
}

/** Every command, in the order of the help. */
export const catalogue: readonly Section[] = [
  {
    heading: 'Get started:',
    entries: {
      demo: async () => (await import('./commands/demo.ts')).demoCommand,
      init: async () => (await import('./commands/file/init.ts')).initCommand,
      dev: async () => (await import('./commands/dev.ts')).devCommand,
    },
  },
  {
    heading: 'Monitors:',
    entries: {
      monitor: {
        summary: 'Start, inspect and control monitors',
        commands: {
          start: async () => (await import('./commands/monitor/start.ts')).startCommand,
          list: async () => (await import('./commands/monitor/list.ts')).listCommand,
          show: async () => (await import('./commands/monitor/show.ts')).showCommand,
          watch: async () => (await import('./commands/monitor/watch.ts')).watchCommand,
          explain: async () => (await import('./commands/monitor/explain.ts')).explainCommand,
          versions: async () => (await import('./commands/versions/versions.ts')).versionsCommand,
          history: async () => (await import('./commands/versions/history.ts')).historyCommand,
          champion: async () => (await import('./commands/versions/champion.ts')).championCommand,
          retrain: async () => (await import('./commands/monitor/retrain.ts')).retrainCommand,
          cancel: () => ofTexts('cancel'),
          policy: async () => (await import('./commands/monitor/policy.ts')).policyCommand,
          pause: () => ofTexts('pause'),
          resume: () => ofTexts('resume'),
          approve: async () => (await import('./commands/verdict/approve.ts')).approveCommand,
          reject: () => ofTexts('reject'),
          rollback: async () => (await import('./commands/verdict/rollback.ts')).rollbackCommand,
          adopt: async () => (await import('./commands/monitor/adopt.ts')).adoptCommand,
          release: () => ofTexts('release'),
          'forget-segment': async () => (await import('./commands/monitor/forget-segment.ts')).forgetSegmentCommand,
          mark: async () => (await import('./commands/verdict/mark.ts')).markCommand,
          stop: () => ofTexts('stop'),
        },
      },
      'kill-switch': {
        summary: 'Hold the retrains of a model, of a tenant or of all models',
        commands: {
          on: async () => (await import('./commands/kill-switch/turn.ts')).killSwitchOnCommand,
          off: async () => (await import('./commands/kill-switch/turn.ts')).killSwitchOffCommand,
          list: async () => (await import('./commands/kill-switch/list.ts')).killSwitchListCommand,
        },
      },
      send: async () => (await import('./commands/send.ts')).sendCommand,
    },
  },
  {
    heading: 'Monitor files:',
    entries: {
      validate: async () => (await import('./commands/file/validate.ts')).validateCommand,
      diff: async () => (await import('./commands/file/diff.ts')).diffCommand,
      apply: async () => (await import('./commands/file/apply.ts')).applyCommand,
      schema: async () => (await import('./commands/file/schema.ts')).schemaCommand,
    },
  },
  {
    heading: 'History and detectors:',
    entries: {
      backtest: async () => (await import('./commands/study/backtest.ts')).backtestCommand,
      calibrate: async () => (await import('./commands/study/calibrate.ts')).calibrateCommand,
      detect: async () => (await import('./commands/study/detect.ts')).detectCommand,
    },
  },
  {
    heading: 'Operate:',
    entries: {
      worker: async () => (await import('./commands/worker.ts')).workerCommand,
      serve: async () => (await import('./commands/serve.ts')).serveCommand,
      token: async () => (await import('./commands/token.ts')).tokenCommand,
      registry: {
        summary: 'Look after the file of versions',
        commands: {
          backup: async () => (await import('./commands/registry/backup.ts')).registryBackupCommand,
        },
      },
      doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
      completion: async () => (await import('./commands/completion.ts')).completionCommand,
      help: async () => (await import('./commands/help.ts')).helpCommand,
    },
  },
];

// --- internal ---

async function ofTexts(name: keyof typeof operatorCommandTexts): Promise<CreateCommand> {
  const [{ operatorCommand }, { operatorCommandTexts: texts }] = await Promise.all([
    import('./frame/operator-command.ts'),
    import('./commands/monitor/operator-command-texts.ts'),
  ]);
  return (context) => operatorCommand(context, texts[name]);
}
