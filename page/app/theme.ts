import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

/** Light or dark: as the reader's system has it, until somebody chooses. */
export const theme = signal<Theme>(read());

effect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'system') {
    delete dataset['theme'];
    localStorage.removeItem(place());
  } else {
    dataset['theme'] = theme.value;
    localStorage.setItem(place(), theme.value);
  }
});

/** The next of the three. */
export function nextTheme(): void {
  theme.value = ({ system: 'light', light: 'dark', dark: 'system' } as const)[theme.value];
}

// --- internal ---

function place(): string {
  return 'temporal-retrain.theme';
}

function read(): Theme {
  const kept = localStorage.getItem(place());
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
