/** How many tests passed, failed (and which) and were skipped, as vitest's and Playwright's JSON reports tell it. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { z } from 'zod'

export interface Count {
  passed: number
  failed: number
  skipped: number
  /** What failed, in words: said again at the end, where it is looked for. */
  red: readonly string[]
}

export const NONE: Count = { passed: 0, failed: 0, skipped: 0, red: [] }

export const sum = (counts: readonly Count[]): Count =>
  counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      red: [...all.red, ...one.red],
    }),
    NONE,
  )

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})

interface Suite {
  specs: { title: string; file: string; ok: boolean }[]
  suites?: Suite[] | undefined
}
const Suite: z.ZodType<Suite> = z.object({
  specs: z.array(z.object({ title: z.string(), file: z.string(), ok: z.boolean() })),
  suites: z.lazy(() => z.array(Suite).optional()),
})

const PlaywrightReport = z.object({
  suites: z.array(Suite),
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
  )
  return {
    passed: read.numPassedTests,
    failed: read.numFailedTests + byItself.length,
    skipped: read.numPendingTests + read.numTodoTests,
    red: read.testResults.flatMap((file) =>
      byItself.includes(file)
        ? [`${relative('.', file.name)}: the file itself`]
        : file.assertionResults
            .filter(({ status }) => status === 'failed')
            .map(({ fullName }) => `${relative('.', file.name)}: ${fullName}`),
    ),
  }
}

/** A test that passed only at a second try has failed once too often. */
export function playwrightCount(report: unknown): Count {
  const { errors, stats, suites } = PlaywrightReport.parse(report)
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    red: suites.flatMap(redSpecs),
  }
}

const redSpecs = (suite: Suite): string[] => [
  ...suite.specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`),
  ...(suite.suites ?? []).flatMap(redSpecs),
]

/** @returns the report in the file; undefined when the run ended before it was written. */
export function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
