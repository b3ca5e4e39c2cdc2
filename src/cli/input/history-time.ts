import { parseTime } from '../print/time.ts';
import { msPerUnit, type TimeUnit } from './history-format.ts';

/** A reader of times: ISO 8601, or numbers of that unit since 1970. `undefined` for what is none. */
export function timeReader(unit: TimeUnit = 'ms'): (text: string) => number | undefined {
  const scale = msPerUnit[unit];
  let day = '';
  let midnight = 0;
  return (text) => {
    const time = secondsOfDay(text);
    if (time === undefined) return read(text, scale);
    const date = text.slice(0, 10);
    if (date !== day) {
      const ms = parseTime(date);
      if (ms === undefined) return undefined;
      day = date;
      midnight = ms;
    }
    return midnight + 1_000 * time;
  };
}

// --- internal ---

function read(text: string, scale: number): number | undefined {
  if (text === '') return undefined;
  const number = Number(text);
  if (Number.isNaN(number)) return parseTime(text);
  const ms = Math.round(number * scale);
  return Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

/** Of `2026-03-02T12:00:00Z`, the form that most files have: ten times as fast as what understands every form. */
function secondsOfDay(text: string): number | undefined {
  if (text.length !== 20 || text[19] !== 'Z' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':')
    return undefined;
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  return hours < 24 && minutes < 60 && seconds < 60 ? hours * 3_600 + minutes * 60 + seconds : undefined;
}

/** 1000 for what are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : 1_000;
}
