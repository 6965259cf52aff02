import { defineConfig } from 'vitest/config'

/**
 * Specs against real engines. One file at a time: they share the engines, and measure a disk that must be quiet. Those of
 * the containerd store have a run of their own.
 */
export default defineConfig({
  test: {
    name: 'live',
    include: ['tests/integration/**/*.test.ts'],
    exclude: ['tests/integration/containerd-*.test.ts', 'tests/integration/reclaim/**'],
    globalSetup: 'tests/helpers/engines/global-setup.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
