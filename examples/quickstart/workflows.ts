// Your own workflows file: the shipped workflows beside your own.
export * from 'temporal-retrain/workflows';
