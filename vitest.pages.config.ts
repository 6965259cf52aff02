import { defineConfig } from 'vitest/config'

/** Specs of single pages, against the real engines. Apart from the rest, because a stage has a limit. */
export default defineConfig({
  test: {
    name: 'pages',
    include: ['tests/e2e/pages/**/*.spec.ts'],
    globalSetup: 'tests/helpers/engines/global-setup.ts',
    fileParallelism: false,
    // A loaded machine draws late; what never comes is still missed.
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
