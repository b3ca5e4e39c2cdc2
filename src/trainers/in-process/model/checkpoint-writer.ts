import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { writeWhole } from '../../../artifacts/artifact-folder.ts';

/** Keeps the newest checkpoint of a run on disk; when they come faster than the disk, those in between are skipped. */
export class CheckpointWriter {
  private readonly path: string;
  private written = false;
  private next: string | undefined;
  private writing: Promise<void> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Where to resume, once there is something to resume from. */
  get reference(): string | undefined {
    return this.written ? pathToFileURL(this.path).href : undefined;
  }

  add(text: string): void {
    this.next = text;
    this.writing ??= this.drain();
  }

  /** Waits until no write is under way. */
  async idle(): Promise<void> {
    await this.writing;
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  private async drain(): Promise<void> {
    try {
      while (this.next !== undefined) {
        const text = this.next;
        this.next = undefined;
        // To lose it costs a new training; to wait for the disk would cost time at every epoch.
        await writeWhole(this.path, text, false);
        this.written = true;
      }
    } catch {
      // A run without checkpoints still ends; it only cannot resume. A full disk shows when the artifact is written.
      this.next = undefined;
    } finally {
      this.writing = undefined;
    }
  }
}
