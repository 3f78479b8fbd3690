/** How many tests passed, failed and were skipped, as vitest's and Playwright's JSON reports tell it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Count {
  passed: number
  failed: number
  skipped: number
}

export const NONE: Count = { passed: 0, failed: 0, skipped: 0 }

export const sum = (counts: readonly Count[]): Count =>
  counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    NONE,
  )

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

const PlaywrightReport = z.object({
  errors: z.array(z.unknown()),
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
})

/** A file that failed without any of its tests failing (it could not be loaded, or its clearing away failed) counts as one. */
export function vitestCount(report: unknown): Count {
  const read = VitestReport.parse(report)
  const byItself = read.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length
  return {
    passed: read.numPassedTests,
    failed: read.numFailedTests + byItself,
    skipped: read.numPendingTests + read.numTodoTests,
  }
}

/** A test that passed only at a second try has failed once too often. */
export function playwrightCount(report: unknown): Count {
  const { errors, stats } = PlaywrightReport.parse(report)
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}

/** @returns the report in the file; undefined when the run ended before it was written. */
export function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
