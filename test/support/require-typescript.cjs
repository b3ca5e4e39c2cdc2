// Preloaded into the processes of tests. Node 20 reads no TypeScript, and the SDK gets the payload converter by `require`:
// tsx comes to read that when it is asked for. With `--import tsx` every file of every package goes through a thread of
// tsx, which costs each process half of its time to start.
const { _extensions: readers } = require('node:module');

readers['.ts'] = (module, path) => {
  delete readers['.ts'];
  require('tsx/cjs');
  readers['.ts'](module, path);
};
