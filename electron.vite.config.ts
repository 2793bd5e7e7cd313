import { dirname, resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import consoleConfig from './renderer/vite.config.ts';
import { events } from './shared/contract/events.ts';
import { methods } from './shared/contract/methods.ts';

/** Programs of their own: the main process, the inference process, the thread that draws the demo scene. */
const programs = {
  index: 'electron/main/index.ts',
  'inference-host': 'inference/host/main.ts',
  'demo-render-worker': 'resources/demo/render-worker.ts',
};

/** A service names another program by its source, `new URL('<path>.ts', import.meta.url)`; in the bundle that program lies beside it. */
function programUrls(): Plugin {
  const nameOf = new Map(Object.entries(programs).map(([name, file]) => [resolve(file), name]));
  return {
    name: 'program-urls',
    enforce: 'pre',
    transform(code, id) {
      const bundled = code.replace(/new URL\('([^']+\.ts)', import\.meta\.url\)/g, (all, path: string) => {
        const name = nameOf.get(resolve(dirname(id), path));
        return name ? `new URL('./${name}.js', import.meta.url)` : all;
      });
      return bundled === code ? null : { code: bundled, map: null };
    },
  };
}

/**
 * Builds the desktop app. The programs share one bundle (ESM, packages from node_modules stay outside);
 * the preload is one CommonJS file, as a sandboxed preload must be; the console is the same one browsers get.
 */
export default defineConfig({
  main: {
    plugins: [programUrls()],
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: programs,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    define: {
      __SENTRA_METHODS__: JSON.stringify(Object.keys(methods)),
      __SENTRA_EVENTS__: JSON.stringify(Object.keys(events)),
    },
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'electron/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...consoleConfig,
    root: 'renderer',
    // electron-vite sets './'; the console's own addresses have more than one level, so its files need absolute ones.
    plugins: [consoleConfig.plugins, { name: 'absolute-base', config: () => ({ base: '/' }) }],
    build: { ...consoleConfig.build, outDir: 'renderer/dist', minify: true, rolldownOptions: { input: 'renderer/index.html' } },
  },
});
