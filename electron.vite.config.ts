import { defineConfig } from 'electron-vite';
import consoleConfig from './renderer/vite.config.ts';
import { events } from './shared/contract/events.ts';
import { methods } from './shared/contract/methods.ts';

/**
 * Builds the desktop app. Main process and inference host are two programs of one bundle (ESM, packages from node_modules stay outside);
 * the preload is one CommonJS file, as a sandboxed preload must be; the console is the same one browsers get.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: { index: 'electron/main/index.ts', 'inference-host': 'inference/host/main.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
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
