/** The result as a table for a terminal and for docs/bench.md. */
import type { Latency } from './latency.ts'

export interface Line extends Latency {
  /** From where to where. */
  name: string
  floor: boolean
  /** How many times a floor's figure. */
  against: readonly { floor: string; p50: number; p99: number }[]
}

export function table(lines: readonly Line[]): string {
  const floors = [...new Set(lines.flatMap(({ against }) => against.map(({ floor }) => floor)))]
  const head = [
    'path',
    'p50',
    'p99',
    ...floors.map((floor) => `× ${floor} (p50, p99)`),
    'seen',
    'overtaken',
    'lost',
  ]
  const body = [...lines]
    .sort((a, b) => end(a.name).localeCompare(end(b.name)))
    .map(({ name, floor, p50, p99, against, count, overtaken, lost }) => [
      floor ? `*${name}*` : name,
      `${p50.toFixed(1)} ms`,
      `${p99.toFixed(1)} ms`,
      ...floors.map((wanted) => {
        const ratio = against.find((one) => one.floor === wanted)
        return ratio ? `${ratio.p50.toFixed(1)}, ${ratio.p99.toFixed(1)}` : '1'
      }),
      String(count),
      String(overtaken),
      String(lost),
    ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)),
  )
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [row(head), rule, ...body.map(row)].join('\n')
}

const end = (name: string): string => name.split(' → ')[1] ?? ''
