import { defineConfig } from 'vitest/config'

/** Specs that remove things from real engines. Each starts engines of its own, one file at a time. */
export default defineConfig({
  test: {
    name: 'reclaim',
    include: ['tests/integration/reclaim/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
