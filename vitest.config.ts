import { defineConfig } from 'vitest/config'

/** What needs nothing but Node. Specs that need engines or a browser have their own configurations. */
export default defineConfig({
  test: {
    projects: ['unit', 'architecture', 'recorded'].map((name) => ({
      extends: true,
      test: { name, include: [`tests/${name}/**/*.test.ts`] },
    })),
  },
})
