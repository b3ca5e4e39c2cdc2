import { Command } from 'commander';
import { createRequire } from 'node:module';
import { adoptCommand } from './commands/monitor/adopt.ts';
import { approveCommand } from './commands/monitor/approve.ts';
import { backtestCommand } from './commands/backtest.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import type { CliContext } from './terminal/context.ts';
import { defineGroup } from './frame/define-command.ts';
import { demoCommand } from './commands/demo.ts';
import { detectCommand } from './commands/detect.ts';
import { devCommand } from './commands/dev.ts';
import { doctorCommand } from './commands/doctor.ts';
import { diffCommand } from './commands/diff.ts';
import { exitCodeHelp } from './terminal/exit-codes.ts';
import { explainCommand } from './commands/monitor/explain.ts';
import { forgetSegmentCommand } from './commands/monitor/forget-segment.ts';
import { killSwitchListCommand } from './commands/kill-switch/list.ts';
import { killSwitchOffCommand, killSwitchOnCommand } from './commands/kill-switch/turn.ts';
import { listCommand } from './commands/monitor/list.ts';
import { operatorCommand } from './frame/operator-command.ts';
import { operatorCommandTexts } from './commands/monitor/operator-command-texts.ts';
import { policyCommand } from './commands/monitor/policy.ts';
import { retrainCommand } from './commands/monitor/retrain.ts';
import { rollbackCommand } from './commands/monitor/rollback.ts';
import { schemaCommand } from './commands/schema.ts';
import { sendCommand } from './commands/send.ts';
import { showCommand } from './commands/monitor/show.ts';
import { startCommand } from './commands/monitor/start.ts';
import { validateCommand } from './commands/validate.ts';
import { workerCommand } from './commands/worker.ts';

/** All commands, bound to one run. It throws instead of ending the process, and prints only help. */
export function createProgram(context: CliContext): Command {
  const program = new Command('temporal-retrain')
    .description('Watches the metrics of machine-learning models and retrains them, durably, on Temporal.')
    .version(packageVersion(), '-V, --version', 'print the version')
    // Otherwise `send --version 1.4.0` would be read as the program's own flag.
    .enablePositionalOptions()
    .addHelpText('after', `\n${firstSteps}\n\n${exitCodeHelp}`);
  const monitor = [
    startCommand,
    listCommand,
    showCommand,
    explainCommand,
    retrainCommand,
    policyCommand,
    ofTexts('pause'),
    ofTexts('resume'),
    approveCommand,
    ofTexts('reject'),
    rollbackCommand,
    adoptCommand,
    ofTexts('release'),
    forgetSegmentCommand,
    ofTexts('stop'),
  ].map((create) => create(context));
  for (const create of [demoCommand, devCommand, workerCommand, doctorCommand]) program.addCommand(create(context));
  program.addCommand(defineGroup('monitor', 'Start, inspect and control monitors', monitor));
  program.addCommand(
    defineGroup(
      'kill-switch',
      'Hold the retrains of a model, of a tenant or of all models',
      [killSwitchOnCommand, killSwitchOffCommand, killSwitchListCommand].map((create) => create(context))
    )
  );
  for (const create of [sendCommand, validateCommand, diffCommand, schemaCommand]) program.addCommand(create(context));
  for (const create of [backtestCommand, calibrateCommand, detectCommand]) program.addCommand(create(context));
  prepare(program, context);
  return program;
}

// --- internal ---

function ofTexts(name: keyof typeof operatorCommandTexts): (context: CliContext) => Command {
  return (context) => operatorCommand(context, operatorCommandTexts[name]);
}

const firstSteps = `First steps:
  # see it work, on real data
  temporal-retrain demo

  # a server and a worker on this machine
  temporal-retrain dev`;

/** What all commands share. For a group, these are options of its commands. */
function prepare(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => void context.io.stdout.write(text),
      // The code that catches errors prints them; only help that was not asked for comes here.
      writeErr: (text) => void context.io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => context.helpWidth,
      getErrHelpWidth: () => context.helpWidth,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ subcommandTerm: (sub) => `${sub.name()} ${sub.usage().replace('[options] ', '')}`.trim() })
    .option('--json', 'print JSON and nothing else')
    .option('--verbose', 'print more, and where an error happened');
  for (const child of command.commands) prepare(child, context);
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  // The package file is at a different depth from the sources than from `dist`.
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = require(path) as { name?: string; version?: string };
      if (name === 'temporal-retrain' && version !== undefined) return version;
    } catch {
      // Look further up.
    }
  }
  return 'unknown';
}
