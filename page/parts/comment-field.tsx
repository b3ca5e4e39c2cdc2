import type { VNode } from 'preact';

export interface CommentFieldProps {
  /** Of the field on its page; what the label is for. */
  id: string;
  rows: number;
  value: string;
  change: (comment: string) => void;
}

/** Why somebody decides as they do, in their words, for the ledger. */
export function CommentField({ id, rows, value, change }: CommentFieldProps): VNode {
  return (
    <div class="field">
      <label for={id}>Why</label>
      <textarea
        id={id}
        rows={rows}
        maxLength={2_000}
        placeholder="For the ledger; may be empty"
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </div>
  );
}
