import { defineConfig } from 'vitest/config'

/** Specs of the pages in every state that they can be in: loading, empty, partial, closed, failed. Apart, as the pages are. */
export default defineConfig({
  test: {
    name: 'states',
    include: ['tests/e2e/states/**/*.spec.ts'],
    globalSetup: 'tests/helpers/engines/global-setup.ts',
    fileParallelism: false,
    // A loaded machine draws late; what never comes is still missed.
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
