import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'reference/**/*.test.ts', 'specs/**/*.test.ts', 'specs/**/*.spec.ts'],
    setupFiles: ['src/test-seed.fixture.ts'],
    // Vitest would leave one core free, which of two is half.
    maxWorkers: availableParallelism(),
    // Clauses wait rather than work, and take turns by gates of their own.
    maxConcurrency: 10_000,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The SDK reminds of Node's versions once in every worker.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
