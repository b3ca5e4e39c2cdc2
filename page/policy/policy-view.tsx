import { useEffect, useMemo } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem } from '../api/problem.ts';
import { Draft } from './draft.ts';
import { DraftChecks } from './draft-checks.tsx';
import { Editor } from './editor.tsx';
import { get, type AnswerOf } from '../api/api.ts';
import { Loading, ProblemNotice } from '../parts/notice.tsx';
import { may } from '../app/who.ts';
import { ModelFrame } from '../model/model-frame.tsx';
import { toYaml } from './monitor-file.ts';
import { useResource } from '../api/resource.ts';
import type { Problem } from '../api/problem.ts';
import type { Schema } from './completion.ts';

/** The policy of a monitor: to read it, and to change it with open eyes. */
export function PolicyView({ model }: { model: string }): VNode {
  return (
    <ModelFrame model={model} part="Policy of">
      {() => <Policy model={model} />}
    </ModelFrame>
  );
}

// --- internal ---

function Policy({ model }: { model: string }): VNode {
  const policy = useResource(model, (signal) => get('/v1/models/{model}/policy', { path: { model }, signal }));
  const schema = useResource('schema', (signal) => get('/v1/schema', { signal }));
  const told = policy.value.value;
  const problem = policy.problem.value;
  if (!told) return problem ? <ProblemNotice problem={problem} retry={policy.reload} /> : <Loading what="its policy" />;
  return (
    <PolicyEditor key={told.revision} model={model} policy={told} schema={schema.value.value} saved={policy.reload} />
  );
}

interface PolicyEditorProps {
  model: string;
  policy: AnswerOf<'/v1/models/{model}/policy'>;
  schema: Schema | undefined;
  saved: () => void;
}

function PolicyEditor({ model, policy, schema, saved }: PolicyEditorProps): VNode {
  const draft = useMemo(() => new Draft(model, policy.revision), [model, policy]);
  const trouble = useSignal<Problem | undefined>(undefined);
  useEffect(() => {
    toYaml(policy.monitor).then(
      (text) => draft.begin(text),
      (error: unknown) => (trouble.value = asProblem(error))
    );
    return () => draft.end();
  }, [draft]);
  const isAllowed = may('approver');
  if (trouble.value) return <ProblemNotice problem={trouble.value} />;
  return (
    <div class="columns policy">
      <div>
        <label for="monitor-file">Monitor file, revision {policy.revision}</label>
        <p id="editor-help" class="soft">
          {isAllowed
            ? 'Complete, with every default. While you write, what fits is offered; Ctrl-Space asks for it.'
            : 'To change it takes an approver.'}
        </p>
        <Editor
          text={draft.text.value}
          change={draft.change}
          schema={schema}
          readOnly={!isAllowed}
          describedBy="editor-help draft-checks"
        />
      </div>
      <div class="beside">
        <DraftChecks draft={draft} saved={saved} />
      </div>
    </div>
  );
}
