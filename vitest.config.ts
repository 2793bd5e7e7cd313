import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,inference,electron,renderer,resources,scripts}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
