import { fileURLToPath } from 'node:url';
import type { BundleOptions } from '@temporalio/worker';
import { payloadConverterPath, preloadPath, wholeTasksPath } from './workflow-paths.ts';

/**
 * How the shipped workflows are bundled, on top of what is asked for: with the payload converter that no broken signal
 * can wedge; with what keeps the tasks of a run apart; with the pure core loaded once for all workflows of a worker,
 * where it would take two thirds of what every one of them keeps in memory; as it is written where it is TypeScript, as
 * the SDK's own translation makes calls of every `{ ...parts }`; with short names for local variables, while functions
 * and classes keep theirs for stack traces; and without the paths that webpack's development mode writes beside every
 * module. The source map has all that is left out.
 */
export function bundling<T extends BundleOptions>(options: T): T {
  const { preloadModules = [], workflowInterceptorModules = [], webpackConfigHook = (config) => config } = options;
  return {
    payloadConverterPath,
    ...options,
    preloadModules: [...preloadModules, preloadPath],
    workflowInterceptorModules: [wholeTasksPath, ...workflowInterceptorModules],
    webpackConfigHook: (config) =>
      webpackConfigHook({
        ...config,
        module: {
          ...config.module,
          rules: [...(config.module?.rules ?? []).flatMap(ownAsWritten), ...compaction(config.module?.rules ?? [])],
        },
        output: { ...config.output, pathinfo: false },
        optimization: { ...config.optimization, moduleIds: 'deterministic' },
      }),
  };
}

// --- internal ---

type Rules = NonNullable<
  NonNullable<Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0]['module']>['rules']
>;

/** What every Node that the package runs on understands is left alone. */
const target = 'es2022';

/** The SDK's rule for TypeScript, which leaves our files to one that does not translate them to older JavaScript. */
function ownAsWritten(rule: Rules[number]): Rules {
  if (!rule || typeof rule !== 'object' || !rule.use || typeof rule.use !== 'object' || Array.isArray(rule.use))
    return [rule];
  const { loader, options } = rule.use;
  if (!loader?.includes('swc-loader') || typeof options !== 'object') return [rule];
  const { jsc, ...rest } = options as { jsc?: object };
  const use = { loader, options: { ...rest, jsc: { ...jsc, target } } };
  const exclude = [rule.exclude ?? [], isOurs].flat();
  return [
    { ...rule, exclude },
    { ...rule, include: isOurs, exclude: [], use },
  ];
}

const ownFiles = fileURLToPath(new URL('..', import.meta.url));

/** By the compiler that the SDK bundles with; nothing where it comes to use another. */
function compaction(rules: Rules): Rules {
  const loaders = rules.flatMap((rule) => (rule && typeof rule === 'object' && rule.use ? [rule.use].flat() : []));
  const compiler = loaders
    .map((use) => (use && typeof use === 'object' && 'loader' in use ? use.loader : undefined))
    .find((loader) => loader?.includes('swc-loader'));
  if (compiler === undefined) return [];
  const jsc = {
    target,
    parser: { syntax: 'ecmascript' },
    minify: { compress: false, mangle: { keep_fnames: true, keep_classnames: true } },
  };
  const options = { sourceMap: true, minify: true, jsc };
  const test = /\.[jt]s$/;
  return [{ test, include: ownFiles, exclude: isOfOthers, enforce: 'post', use: { loader: compiler, options } }];
}

/** The package may itself lie among those that others have installed. */
const isOfOthers = (path: string): boolean => path.slice(ownFiles.length).includes('node_modules');

function isOurs(path: string): boolean {
  return path.startsWith(ownFiles) && !isOfOthers(path);
}
