import { defineConfig } from 'vitest/config'

/** Specs that drive the built application in a real browser, against the real engines. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['tests/e2e/**/*.spec.ts'],
    exclude: ['tests/e2e/pages/**', 'tests/e2e/hosts/**', 'tests/e2e/states/**'],
    globalSetup: 'tests/helpers/engines/global-setup.ts',
    fileParallelism: false,
    // A loaded machine draws late; what never comes is still missed.
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
