/** Journeys: people in front of screens, in a real Chromium, against a real server. Two at a time, a server each. */
import { defineConfig } from '@playwright/test'
import { engines } from '../support/engines.ts'

const browser = engines.headlessShell ?? engines.chromium

export default defineConfig({
  testDir: '.',
  globalSetup: './built.ts',
  outputDir: '../../test-results',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // For what hangs: a machine that is busy with other things is ten times slower, and nothing is wrong then.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1920, height: 1080 },
    locale: 'en-GB',
    actionTimeout: 30_000,
    trace: 'off', // a third of the time; `npx playwright test --config test/journeys --trace on` when one is wanted
    screenshot: 'only-on-failure',
    // Never Playwright's own download: test/run.ts names the browser, or skips the journeys.
    launchOptions: browser === undefined ? {} : { executablePath: browser },
  },
})
