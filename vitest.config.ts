import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.ts'

/** Two worlds: `node` (the server, against a real Postgres) and `web` (components, in jsdom). `npx vitest run test/feed` works too. */
export default defineConfig({
  test: {
    // Two cores is what a CI machine has; more workers only make each other's timeouts fire.
    maxWorkers: 2,
    teardownTimeout: 10_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          pool: 'forks',
          // Files of a worker share their modules: what each needs anew is in test/support/each-file.ts, and reading them anew for each took a minute.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/web/**', 'test/journeys/**'],
          globalSetup: ['test/support/postgres.ts'],
          setupFiles: ['test/support/each-file.ts'],
          // For what hangs. A machine that is busy with other things is ten times slower, and nothing is wrong then.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        // Without it Svelte's server build is loaded, and `mount` fails.
        resolve: { conditions: ['browser'] },
        test: {
          name: 'web',
          environment: 'jsdom',
          pool: 'forks',
          include: ['test/web/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})
