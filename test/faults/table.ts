/** The result as a table for a terminal and for docs/faults.md, and as JSON. */
import { limitOf, verdictOf, type Run } from './run-fault.ts'
import type { Measured } from './fault.ts'

const HEAD = [
  'fault',
  'runs',
  'acknowledged',
  'lost',
  'duplicated',
  'regressions',
  'divergent',
  'converged p50 / max',
  'pass lines (worst / limit)',
  'verdict',
]

export function table(runs: readonly Run[]): string {
  const body = grouped(runs).map((of) => {
    const [first] = of
    const count = (what: (run: Run) => number): string => String(of.reduce((sum, run) => sum + what(run), 0))
    const times = of.map(({ convergedMs }) => convergedMs ?? Infinity).sort((a, b) => a - b)
    const failed = of.filter((run) => verdictOf(run).length > 0).length
    return [
      `${first?.fault.id ?? ''} ${first?.fault.what ?? ''}`,
      String(of.length),
      count(({ ledger }) => ledger.acknowledged),
      count(({ ledger }) => ledger.lost.length),
      count(({ ledger }) => ledger.duplicated.length + ledger.partly.length),
      count(({ regressions }) => regressions.length),
      count(({ divergent }) => divergent.length),
      `${seconds(times[Math.floor((times.length - 1) / 2)])} / ${seconds(times.at(-1))}`,
      lines(of),
      failed === 0 ? 'passed' : `${failed} FAILED`,
    ]
  })
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)),
  )
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [row(HEAD), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(row)].join(
    '\n',
  )
}

export function report(runs: readonly Run[], about: object): object {
  return {
    at: new Date().toISOString(),
    ...about,
    runs: runs.map(({ fault: { id, what }, ...run }) => ({
      id,
      what,
      ...run,
      broken: verdictOf({ fault: { id, what } as Run['fault'], ...run }),
    })),
  }
}

function grouped(runs: readonly Run[]): Run[][] {
  const groups = new Map<string, Run[]>()
  for (const run of runs)
    groups.set(run.fault.id + run.fault.what, [...(groups.get(run.fault.id + run.fault.what) ?? []), run])
  return [...groups.values()]
}

/** Of everything that was measured, the worst of all runs, with its limit then. */
function lines(runs: readonly Run[]): string {
  const worst = new Map<string, { one: Measured; limit: number }>()
  for (const { measured, slowness } of runs) {
    for (const one of measured) {
      const limit = limitOf(one, slowness)
      const known = worst.get(one.what)
      if (!known || one.value / limit > known.one.value / known.limit) worst.set(one.what, { one, limit })
    }
  }
  return [...worst.values()]
    .filter(({ one }) => one.what !== 'converged')
    .map(
      ({ one, limit }) =>
        `${one.what} ${quantity(one.value, one.unit)}${Number.isFinite(limit) ? ` / ${quantity(limit, one.unit)}` : ''}`,
    )
    .join('; ')
}

const quantity = (value: number, unit: Measured['unit']): string =>
  unit === 'ms' ? seconds(value) : `${value.toFixed(value < 10 ? 1 : 0)}${unit === '' ? '' : ` ${unit}`}`

const seconds = (ms: number | undefined): string =>
  ms === undefined || !Number.isFinite(ms) ? 'never' : `${(ms / 1000).toFixed(1)} s`
