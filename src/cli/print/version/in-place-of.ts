import { printable } from '../../terminal/table.ts';

/** `, in place of 1.0.0`; nothing where no version served before. */
export function inPlaceOf(version: string | null | undefined): string {
  return version ? `, in place of ${printable(version)}` : '';
}
