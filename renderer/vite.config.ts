import { createHash } from 'node:crypto';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';
import { precompress } from '../scripts/precompress.ts';

/** The station that `npm run dev` speaks to. */
const station = process.env.SENTRA_URL ?? 'http://127.0.0.1:4001';

/** What the page needs besides the bundle's files to open without a network. */
const publicFiles = ['/icon.svg', '/manifest.webmanifest', '/icons/icon-192.png', '/icons/badge-96.png'];

/** Builds the service worker after the console, as one file that knows the console's files by name. */
function serviceWorker(): Plugin {
  const files: string[] = [];
  const digest = createHash('sha256');
  return {
    name: 'service-worker',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      // The page names its files, which carry their hashes: a new build has a new page.
      for (const [name, output] of Object.entries(bundle)) {
        if (name.endsWith('.map')) continue;
        digest.update(name).update(output.type === 'chunk' ? output.code : output.source);
        if (name !== 'index.html') files.push(`/${name}`);
      }
      return buildWorker(dir ?? '', [...files, ...publicFiles], digest.digest('hex').slice(0, 16));
    },
  };
}

async function buildWorker(outDir: string, files: readonly string[], version: string): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    publicDir: false,
    logLevel: 'warn',
    define: { __SHELL_FILES__: JSON.stringify(files), __SHELL_VERSION__: JSON.stringify(version) },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      lib: {
        entry: join(import.meta.dirname, 'service-worker/service-worker.ts'),
        formats: ['iife'],
        name: 'worker',
        fileName: () => 'service-worker.js',
      },
    },
  });
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), serviceWorker(), precompress(join(import.meta.dirname, 'dist'))],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The page's Content-Security-Policy allows no inline script and no data: font.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: {
    proxy: {
      '/api': station,
      '/socket.io': { target: station, ws: true },
    },
  },
});
