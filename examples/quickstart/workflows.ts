// Your own workflows file: the shipped workflows, next to your own.
export * from 'temporal-retrain/workflows';
