/** The name of a model in MLflow, which allows no colon. No model id contains `~`, so no two models share a name. */
export function mlflowName(model: string): string {
  return model.replace(':', '~');
}

/** The registered model whose versions are the changes of its aliases. */
export function logName(model: string): string {
  return `${mlflowName(model)}~changes`;
}
