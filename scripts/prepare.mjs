// Generates the database client and builds, after an install. A production install has no tools for that, and needs
// none: it stands beside a `dist` that was built before.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const tools = ['prisma-cli', 'typescript-cli'];
if (tools.every((tool) => existsSync(new URL(`../node_modules/${tool}`, import.meta.url)))) {
  for (const script of ['generate', 'build']) {
    execFileSync('npm', ['run', '--silent', script], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
}
