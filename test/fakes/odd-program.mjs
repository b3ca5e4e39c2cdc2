// Programs as they come in real life, by name: `node odd-program.mjs <what> <request file> [more arguments]`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [what, requestPath, ...rest] = process.argv.slice(2);
const job = JSON.parse(readFileSync(requestPath, 'utf8'));
const dataWindow = { from: 0, to: 1, samples: 2 };
const result = (value) => writeFileSync(job.result, typeof value === 'string' ? value : JSON.stringify(value));
const model = (name = 'model.bin') => {
  writeFileSync(join(job.output, name), 'weights');
  return name;
};

const programs = {
  good: () => result({ artifact: model(), metrics: { accuracy: 0.9 }, dataWindow }),
  // Tells what reached it, by way of the artifact.
  echo() {
    const said = { argv: rest, env: process.env, cwd: process.cwd(), request: job.request, checkpoint: job.checkpoint };
    writeFileSync(join(job.output, 'said.json'), JSON.stringify(said));
    result({ artifact: 'said.json', metrics: { accuracy: 1 }, dataWindow });
  },
  flood() {
    const megabyte = Buffer.alloc(
      1 << 20,
      rest[0] === 'lines' ? 'a line like any other, again and again and again and so on\n' : 'x'
    );
    for (let written = 0; written < Number(rest[1]); written += 1) writeAll(megabyte);
    programs.good();
  },
  nan: () => result('{"artifact": "model.bin", "metrics": {"accuracy": NaN}, "dataWindow": null}'),
  nothing: () => {},
  noMetrics: () => result({ artifact: model(), metrics: {}, dataWindow }),
  wrongShape: () => result({ model: 'model.bin', accuracy: '0.9' }),
  html: () => result('<html>Bad gateway</html>'),
  outside: () => result({ artifact: rest[0], metrics: { accuracy: 1 }, dataWindow }),
  // A whole reference to a file of its own choice: with its own digest, or a made-up one.
  claim() {
    const [uri, path] = rest;
    const content = path ? readFileSync(path) : '';
    const sha256 = createHash('sha256').update(content).digest('hex');
    result({ artifact: { uri, sha256, bytes: content.length }, metrics: { accuracy: 1 }, dataWindow });
  },
  lie() {
    const uri = `FILE://${join(job.output, model())}`;
    result({ artifact: { uri, sha256: 'a'.repeat(64), bytes: 7 }, metrics: { accuracy: 1 }, dataWindow });
  },
  // Leaves a link where its output folder was, or the folder above it.
  swap() {
    const replaced = rest[0] === 'output' ? job.output : dirname(job.output);
    const elsewhere = rest[1];
    programs.good();
    mkdirSync(elsewhere, { recursive: true });
    rmSync(elsewhere, { recursive: true });
    renameSync(replaced, elsewhere);
    symlinkSync(elsewhere, replaced);
  },
  link() {
    symlinkSync('/etc/passwd', join(job.output, 'model.bin'));
    result({ artifact: 'model.bin', metrics: { accuracy: 1 }, dataWindow });
  },
  exit() {
    process.stderr.write('the disk is full of \u{1F408}\n');
    process.exitCode = Number(rest[0]);
  },
  hang: () => setInterval(() => {}, 1000),
  // Ignores the polite signal, and so does the child it forks into the same group.
  stubborn() {
    process.on('SIGTERM', () => {});
    const child = spawn(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")',
    ]);
    child.stdout.once('data', () =>
      console.log(`progress ${JSON.stringify({ fraction: 0.1, message: String(child.pid) })}`)
    );
    setInterval(() => {}, 1000);
  },
  // Ends well, but leaves a child behind that holds its output open.
  orphan() {
    const child = spawn('sleep', ['600'], { stdio: 'inherit' });
    console.log(`progress ${JSON.stringify({ fraction: 1, message: String(child.pid) })}`);
    child.unref();
    programs.good();
  },
  // Ends well, but leaves a child behind in a session of its own, and that one a child in another.
  escape() {
    const inner =
      "const { spawn } = require('node:child_process'); const { pid } = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }); console.log(pid); setInterval(() => {}, 1000)";
    const child = spawn(process.execPath, ['-e', inner], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', (grandchild) => {
      console.log(`progress ${JSON.stringify({ fraction: 1, message: `${child.pid} ${String(grandchild).trim()}` })}`);
      programs.good();
      process.exit();
    });
  },
  speak() {
    process.stderr.write('\u001B[31mred\u001B[0m \u202Ecba\n');
    process.exitCode = 1;
  },
  progress() {
    console.log(
      'progress {"fraction": 0.25, "message": "a quarter", "score": 0.7, "checkpoint": "s3://bucket/step-1"}'
    );
    console.log('{"fraction": 0.5}');
    console.log('progress {"fraction": 7}');
    console.log('progress of science');
    console.log('{"loss": 0.5}');
    console.error('progress {"fraction": 0.99}');
    programs.good();
  },
};

function writeAll(buffer) {
  for (let at = 0; at < buffer.length;)
    try {
      at += writeSync(1, buffer, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
}

programs[what]();
