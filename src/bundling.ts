import type { BundleOptions } from '@temporalio/worker';
import { payloadConverterPath, preloadPath } from './workflow-paths.ts';

/**
 * How the shipped workflows are bundled, on top of what is asked for: with the payload converter that no broken signal can
 * wedge; with the pure core loaded once for all workflows of a worker, where it would take two thirds of what every one of
 * them keeps in memory; and without the paths that webpack's development mode writes beside every module, which the source
 * map has anyway.
 */
export function bundling<T extends BundleOptions>(options: T): T {
  const { preloadModules = [], webpackConfigHook = (config) => config } = options;
  return {
    payloadConverterPath,
    ...options,
    preloadModules: [...preloadModules, preloadPath],
    webpackConfigHook: (config) =>
      webpackConfigHook({
        ...config,
        output: { ...config.output, pathinfo: false },
        optimization: { ...config.optimization, moduleIds: 'deterministic' },
      }),
  };
}
