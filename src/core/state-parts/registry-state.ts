/** What the registry knows about a model's champion. */
export interface RegistryReading {
  /** By which one registry is told from another. */
  id: string;
  champion: string | null;
  /** Whether that very version is still there; also true where there is no champion. */
  found: boolean;
  /** Why its bytes are no longer what was registered, where that can be told. */
  unreadable?: string;
  /** What the registry shows as champion instead, because a person has put its alias there; `null`: none. */
  shown?: string | null;
  /** Which of the versions that the monitor expects are not there; absent where none is missing. */
  lacks?: string[];
  /** What it shows as challenger, if a person has put that alias there. */
  challenger?: string;
}

/** What a monitor knows of its registry. */
export interface RegistryState {
  /** The one it belongs to; `null` until it has told. */
  id: string | null;
  /** What keeps retrains from being launched until a person or another answer has mended it. */
  trouble: RegistryTrouble | null;
  /** How the registry's champion or challenger differs from the monitor's, in a sentence; `null`: it does not. */
  differs: string | null;
  /** It is asked again with what comes after this time; `null`: never, in monitors of before it was asked. */
  checkAt: number | null;
  /** A recall was asked for and has not been answered; `overtaken`: the registry has been changed since. */
  recall?: 'asked' | 'overtaken';
}

export interface RegistryTrouble {
  /** `unreachable`: it does not answer, or refuses to; `exchanged`: it is another one than before. */
  kind: 'unreachable' | 'exchanged' | 'champion-lost';
  text: string;
  since: number;
}
