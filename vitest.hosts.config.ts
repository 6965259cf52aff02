import { defineConfig } from 'vitest/config'

/** Specs of the programs that show the pages: started, packaged, in the stand-in for Electron. Apart, as the pages are. */
export default defineConfig({
  test: {
    name: 'hosts',
    include: ['tests/e2e/hosts/**/*.spec.ts'],
    globalSetup: 'tests/helpers/engines/global-setup.ts',
    fileParallelism: false,
    // A loaded machine draws late; what never comes is still missed.
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
