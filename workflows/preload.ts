// What every workflow of a worker shares: it is loaded once, and frozen. So only what is pure may stand here: whatever
// a module of it keeps are memos of its own functions, which give the same for everybody.
import '../src/core/candidate/gate.ts';
import '../src/core/initial-state.ts';
import '../src/core/state/retrain.ts';
import '../src/core/launch/retrain-priority.ts';
import '../src/core/upcast.ts';
import '../src/core/rehearse.ts';
import '../src/core/step.ts';
import '../src/core/view/explain.ts';
import '../src/core/view/view.ts';
import '../src/core/bounds/notice-batch.ts';
import '../src/core/outcome/trainer-answers.ts';
import '../src/terms/message-names.ts';
