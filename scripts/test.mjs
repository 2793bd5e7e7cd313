// `npm test`: sets up, checks format, lint and types, runs unit and end-to-end tests, and ends with one line of real counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureConsoleBuilt, ensureInstalled, runTool } from './setup.mjs';

const reports = mkdtempSync(join(tmpdir(), 'sentra-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };

try {
  ensureInstalled();
  check('format and lint', () => runTool('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']));
  check('types', () => runTool('typescript/bin/tsc', ['--build']));
  check('console builds', () => {
    ensureConsoleBuilt();
    return 0;
  });
  unitTests();
  endToEndTests();
} catch (error) {
  console.error(error.message);
  counts.failed += 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

function check(name, run) {
  console.log(`\n== ${name}`);
  const ok = run() === 0;
  counts[ok ? 'passed' : 'failed'] += 1;
  if (!ok) console.error(`${name}: failed`);
}

function unitTests() {
  console.log('\n== unit tests');
  const file = join(reports, 'unit.json');
  const code = runTool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const report = readReport(file);
  counts.passed += report?.numPassedTests ?? 0;
  counts.failed += Math.max(report?.numFailedTests ?? 0, code === 0 && report ? 0 : 1);
  counts.skipped += (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
}

function endToEndTests() {
  console.log('\n== end-to-end tests');
  const chromium = findChromium();
  const file = join(reports, 'e2e.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...(chromium ? { SENTRA_TEST_CHROMIUM: chromium } : {}) };
  const code = runTool('@playwright/test/cli.js', ['test', '--reporter=list,json'], env);
  const stats = readReport(file)?.stats;
  counts.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0);
  counts.failed += Math.max(stats?.unexpected ?? 0, code === 0 && stats ? 0 : 1);
  counts.skipped += stats?.skipped ?? 0;
}

/** A Chromium of the system, else Playwright's own, fetched now. Null = Playwright finds its own. */
function findChromium() {
  const named = process.env.SENTRA_TEST_CHROMIUM;
  if (named) return named;
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) if (existsSync(path)) return path;
  if (runTool('@playwright/test/cli.js', ['install', 'chromium']) === 0) return null;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    spawnSync('sh', ['-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium'], { stdio: 'inherit' });
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  throw new Error('No Chromium for the end-to-end tests: install one or name it in SENTRA_TEST_CHROMIUM.');
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
