import { createCommandTrainer } from '../../../src/trainers/command/command-trainer.ts';
import { describeTrainer } from '../../contracts/trainer.ts';

const program = ['python3', 'test/fakes/train.py', '{request}'];

describeTrainer('the command trainer with a Python program', async (csv, folder) => ({
  trainer: createCommandTrainer({ artifacts: folder, train: program, evaluate: program }),
  options: { csv },
  brokenOptions: { csv, shuffle: true },
  hyperparameters: { epochs: 5 },
  slow: { epochs: 100_000 },
  resumable: { epochs: 400 },
}));
