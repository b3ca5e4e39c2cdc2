/** What a model is called in MLflow, which allows no colon. `~` is in no model id, so no two models share a name. */
export function mlflowName(model: string): string {
  return model.replace(':', '~');
}

/** The registered model whose versions are the changes of its aliases. */
export function logName(model: string): string {
  return `${mlflowName(model)}~changes`;
}
