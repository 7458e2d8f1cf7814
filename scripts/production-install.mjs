// Installs what production needs beside the built `dist`, in a folder of its own, and checks that it is small, that
// npm warns of nothing and that it starts: node production-install.mjs
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAX_MEGABYTES = 160;
const START_SECONDS = 60;

const folder = mkdtempSync(join(tmpdir(), 'production-'));
const fail = (sentence) => {
  throw new Error(sentence);
};

try {
  for (const part of ['dist', 'prisma', 'docs', 'scripts', 'package.json', 'package-lock.json']) {
    cpSync(part, join(folder, part), { recursive: true });
  }
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--omit=dev'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) fail(`npm ci --omit=dev failed:\n${stderr}`);
  if (/warn/i.test(stdout + stderr)) fail(`npm ci --omit=dev warned:\n${stdout}${stderr}`);
  const [size] = execFileSync('du', ['-sm', join(folder, 'node_modules')], {
    encoding: 'utf8',
  }).split('\t');
  if (Number(size) > MAX_MEGABYTES)
    fail(`node_modules has ${size} MB, more than ${MAX_MEGABYTES}.`);
  await started();
  console.log(`A production install has ${size} MB of packages, and starts.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Waits until the installed product listens, then ends it. */
async function started() {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', NODE_ENV: 'production' },
  });
  let said = '';
  try {
    await new Promise((resolve, reject) => {
      const tooLate = () => reject(new Error(`It did not listen in ${START_SECONDS} s:\n${said}`));
      setTimeout(tooLate, START_SECONDS * 1000).unref();
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
          said += text;
          if (said.includes('listening on')) resolve();
        });
      }
      child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${said}`)));
    });
  } finally {
    child.kill();
  }
}
