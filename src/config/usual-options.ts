import { detectors } from '../detectors/index.ts';

/** A detector as a file has it: options stand beside `type`. */
export type DetectorForm = Readonly<Record<string, unknown>> & { type: string };

export function isDetectorForm(value: unknown): value is DetectorForm {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' && detectors.has(type);
}

/**
 * Whether an option of it has the value that it has where nothing is written. Where that is for the direction of the
 * metric to say, it counts as written.
 */
export function isUsual(detector: DetectorForm, option: string): boolean {
  const parameter = detectors.get(detector.type)?.parameters[option];
  if (!parameter || ('byDirection' in parameter && parameter.byDirection)) return false;
  const derived = 'defaultFrom' in parameter ? parameter.defaultFrom?.of(detector) : undefined;
  const usual = derived !== undefined && Number.isFinite(derived) ? derived : parameter.default;
  return usual !== undefined && detector[option] === usual;
}

/** What tells it apart from one of its type with every default. */
export function unusualOf(detector: DetectorForm): DetectorForm {
  const told = Object.entries(detector).filter(([name]) => name === 'type' || !isUsual(detector, name));
  return { ...Object.fromEntries(told), type: detector.type };
}
