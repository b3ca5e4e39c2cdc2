import { signal } from '@preact/signals';
import { effect } from '@preact/signals';
import { theme } from '../app/theme.ts';

/** Colours for what is drawn on a canvas, as the style sheet has them. */
export interface Inks {
  ink: string;
  soft: string;
  line: string;
  strong: string;
  accent: string;
  wash: string;
  bad: string;
  warn: string;
  good: string;
  wait: string;
  sheet: string;
  evenBand: string;
  oddBand: string;
}

export const inks = signal<Inks>(read());

const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', () => (inks.value = read()));
effect(() => {
  void theme.value;
  queueMicrotask(() => (inks.value = read()));
});

// --- internal ---

function read(): Inks {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: color('ink'),
    soft: color('soft'),
    line: color('line'),
    strong: color('line-strong'),
    accent: color('accent'),
    wash: `${color('accent')}22`,
    bad: color('bad'),
    warn: color('warn'),
    good: color('good'),
    wait: color('wait'),
    sheet: color('sheet'),
    evenBand: 'transparent',
    oddBand: color('sunk'),
  };
}
