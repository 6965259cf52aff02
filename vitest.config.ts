import { defineConfig } from 'vitest/config'

/** What needs nothing but Node. Specs that need engines or a browser have their own configurations. */
export default defineConfig({
  test: {
    // Tests of the walk fork processes; two busy cores are slow.
    testTimeout: 30_000,
    projects: ['unit', 'architecture', 'recorded'].map((name) => ({
      extends: true,
      test: { name, include: [`tests/${name}/**/*.test.ts`] },
    })),
  },
})
