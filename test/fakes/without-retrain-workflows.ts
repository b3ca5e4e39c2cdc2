// A worker of half a deployment: it has monitors, and no retrain that it could run.
export { monitorModel, killSwitch } from '../../workflows/index.ts';
