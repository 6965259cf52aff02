import { defineConfig } from 'vitest/config'

/** Specs of the containerd image store. Each starts an engine of its own, so that never more than one runs. */
export default defineConfig({
  test: {
    name: 'stores',
    include: ['tests/integration/containerd-*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
