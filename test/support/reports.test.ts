import { describe, expect, test } from 'vitest'
import { findEngines } from './engines.ts'
import { playwrightCount, sum, vitestCount } from './reports.ts'

const file = (status: string, ...tests: string[]): object => ({
  name: `${process.cwd()}/test/${status}.test.ts`,
  status,
  assertionResults: tests.map((one, nth) => ({ status: one, fullName: `the bed ${nth}` })),
})

describe('the count of tests', () => {
  const totals = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }

  test('is what vitest says', () => {
    const report = { ...totals, testResults: [file('passed', 'passed'), file('failed', 'failed')] }
    expect(vitestCount(report)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 3,
      red: ['test/failed.test.ts: the bed 0'],
    })
  })

  test('has a failure more for a file that could not be loaded, and for one that could not clear away', () => {
    const report = { ...totals, testResults: [file('failed'), file('failed', 'passed')] }
    expect(vitestCount(report)).toMatchObject({
      passed: 3,
      failed: 3,
      skipped: 3,
      red: ['test/failed.test.ts: the file itself', 'test/failed.test.ts: the file itself'],
    })
  })

  test('does not forgive a journey that passed at the second try, nor an error outside of any', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
    const spec = { title: 'the wall', file: 'live.spec.ts', ok: false }
    const suites = [{ specs: [{ ...spec, ok: true }], suites: [{ specs: [spec] }] }]
    expect(playwrightCount({ errors: [{}], stats, suites })).toEqual({
      passed: 5,
      failed: 3,
      skipped: 2,
      red: ['live.spec.ts: the wall'],
    })
  })

  test('adds up', () => {
    const one = { passed: 1, failed: 2, skipped: 3, red: ['a'] }
    expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6, red: ['a', 'a'] })
    expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0, red: [] })
  })
})

describe('an outside engine', () => {
  test('is the one the environment names', () => {
    expect(findEngines({ WARDROOM_TEST_MOSQUITTO: '/opt/mosquitto' }).mosquitto).toBe('/opt/mosquitto')
  })

  test('is not there when it is named as nothing, or nowhere to be found', () => {
    expect(findEngines({ PATH: process.env['PATH'], WARDROOM_TEST_REDIS: '' }).redis).toBeUndefined()
    expect(findEngines({ PATH: '/nowhere', HOME: '/nowhere' }).chromium).toBeUndefined()
  })
})
