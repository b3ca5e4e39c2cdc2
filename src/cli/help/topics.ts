import { exitCodeHelp } from '../terminal/exit-codes.ts';

/** What `temporal-retrain help <topic>` explains beyond the commands. */
export const topics: Readonly<Record<string, string>> = {
  'exit-codes': exitCodeHelp,
  environment: `Environment:
  TEMPORAL_ADDRESS             server, host:port (localhost:7233); --address
  TEMPORAL_NAMESPACE           namespace (default); --namespace
  TEMPORAL_PROFILE             profile of Temporal's config file; --profile
  TEMPORAL_CONFIG_FILE         where that file is
  TEMPORAL_API_KEY, TEMPORAL_TLS_…
                               as in Temporal's own tools
  TEMPORAL_RETRAIN_REGISTRY    registry of a worker; --registry
  TEMPORAL_RETRAIN_TUNER       tuner for policies that name none
  TEMPORAL_RETRAIN_PAGE_URL    how browsers reach the page, for links to it
  TEMPORAL_CLI                 the \`temporal\` program that dev and demo start
  XDG_CACHE_HOME               where one that was fetched is kept (~/.cache)
  NO_COLOR, FORCE_COLOR        no colours, or colours in a pipe too`,
  json: `JSON:
  --json prints JSON on standard output and nothing else; the help of each
  command says whether it is one object, one array, or an object a line: NDJSON.
  An NDJSON list of nothing is empty. Times are epoch milliseconds, or ISO 8601.
  Errors are one line of JSON on standard error:
  {"error":{"name":…,"message":…,"exitCode":…}}; the exit code is the same
  as without --json. Fields may be added; those that are there keep their
  names and meaning: docs/json.md in the package lists them for each command.`,
};

/** The end of `temporal-retrain --help`. */
export const rootHelp = `First steps:
  # see it work, on real data
  temporal-retrain demo

  # a server and a worker on this machine
  temporal-retrain dev

${topics['environment']}

${exitCodeHelp}

\`temporal-retrain help <command>\` shows a command, \`help json\` what --json does.`;
