import type { Command } from 'commander';
import type { CliContext } from '../terminal/context.ts';
import { defineCommand } from '../frame/define-command.ts';
import type { Story } from '../../demo/story.ts';

interface DemoFlags {
  fast?: boolean;
  report?: string;
  keepOpen?: boolean;
  home?: string;
}

/** `demo`: the whole story on real data. */
export function demoCommand(context: CliContext): Command {
  const command = defineCommand({
    usage: 'demo',
    summary: 'Watch a real model drift and be retrained',
    details:
      'Uses the server that TEMPORAL_ADDRESS names, or starts one. Writes a page with plots of what happened. Ctrl-C stops everything.',
    examples: [
      ['demo', 'fifty years of weather in about a minute'],
      ['demo --fast --keep-open', "without pauses; leaves Temporal's page open to look around"],
    ],
  });
  return command
    .option('--fast', 'no pauses between points')
    .option('--report <file>', 'where to write the page (./demo-report.html)')
    .option('--keep-open', 'leave server and worker running until Ctrl-C')
    .option('--home <folder>', 'where to keep registry and models (a temporary folder)')
    .action(async ({ fast, report, keepOpen, home }: DemoFlags) => {
      context.endsItself = true;
      const { installRuntimeLogger } = await import('../../worker/runtime-logger.ts');
      installRuntimeLogger((line) => context.note(line), context.verbose ? 'INFO' : 'ERROR');
      const { runDemo } = await import('../../demo/demo.ts');
      const { env, signal, stdout, stderr } = context.io;
      // By the streams that tell where they could not be written.
      const output = context.json
        ? { out: stderr, tell: (story: Story) => context.line(story, () => '') }
        : { out: stdout };
      context.exitCode = await runDemo({ fast, report, keepOpen, home, env, signal, ...output });
    });
}
