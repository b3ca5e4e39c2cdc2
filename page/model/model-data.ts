import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { get } from '../api/api.ts';
import type { Explanation, MonitorView } from '../api/types.ts';
import { useResource, type Resource } from '../api/resource.ts';
import { watchModel } from './model-live.ts';

/** What every part of a monitor's view draws from. */
export interface ModelData {
  model: string;
  view: Resource<MonitorView>;
  explanation: Resource<Explanation>;
}

/** Reads a monitor, and again whenever it has changed. */
export function useModelData(model: string): ModelData {
  const path = { model };
  const view = useResource(model, (signal) => get('/v1/models/{model}', { path, signal }));
  const explanation = useResource(model, (signal) => get('/v1/models/{model}/explanation', { path, signal }));
  useLive(model, ['state'], view.reload);
  useLive(model, ['state'], explanation.reload);
  return { model, view, explanation };
}

/** Reads something again after events of these kinds, or when events may have been missed; seldom enough. */
export function useLive(model: string, kinds: readonly string[], reload: () => void, everyMs = 1_000): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = watchModel(model, ({ event }) => {
      if (!kinds.includes(event) && !always.has(event)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        reload();
      }, everyMs);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [model, reload, everyMs]);
}

/** Kinds of events after which everything is read again. */
const always = new Set(['reload', 'well', 'trouble', 'ended']);

const Data = createContext<ModelData | null>(null);

export const ModelDataProvider = Data.Provider;

/** The monitor whose view this is part of. */
export function useModel(): ModelData {
  const data = useContext(Data);
  if (!data) throw new Error('This part stands outside of a monitor’s view');
  return data;
}
