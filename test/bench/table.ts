/** The result as a table for a terminal and for docs/bench.md. */
import type { Told, Unit } from './measure.ts'

const HEAD = ['measure', 'Wardroom', 'floor', 'ratio', 'bar', 'better', ''] as const

export function table(lines: readonly Told[]): string {
  const body = lines.map((line) => [
    line.what,
    figure(line.value, line.unit),
    line.floor === undefined ? '' : figure(line.floor, line.unit),
    line.floor === undefined ? '' : times(line.ratio),
    limit(line, line.bar),
    limit(line, line.better),
    line.verdict,
  ])
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, 3, ...body.map((row) => row[column]?.length ?? 0)),
  )
  const left = (column: number): boolean => column === 0 || column === HEAD.length - 1
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (left(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (left(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [row(HEAD), rule, ...body.map(row)].join('\n')
}

const times = (ratio: number): string => `${ratio.toFixed(2)}x`

const limit = ({ floor, more, unit }: Told, value: number): string =>
  `${more ? '≥' : '≤'} ${floor === undefined ? figure(value, unit) : `${String(value)}x`}`

function figure(value: number, unit: Unit): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${unit}`
}
