/** A board as CSV (RFC 4180): a line a row, a column a field, in the order of the board's schema. Pure. */
import { z } from 'zod'
import { boards, type BoardName } from '../../../schema/boards/index.ts'
import { csvLine } from './csv.ts'

/** What an object within a row becomes: `patient.name`. What is no plain value at its end stands there as JSON. */
export function csvColumns(name: BoardName): string[] {
  return pathsOf(boards[name].row).map((path) => path.join('.'))
}

/**
 * @param bom a byte-order mark first: some spreadsheets read UTF-8 only then.
 * @returns the whole file, lines ended by CR LF. A cell that a spreadsheet would take for a formula has ' before it.
 */
export function boardCsv(name: BoardName, rows: readonly object[], { bom = false } = {}): string {
  const paths = pathsOf(boards[name].row)
  const lines = [
    paths.map((path) => path.join('.')),
    ...rows.map((row) => paths.map((path) => valueAt(row, path))),
  ]
  return (bom ? '\uFEFF' : '') + lines.map(csvLine).join('')
}

type Path = readonly string[]

function pathsOf(schema: z.ZodType, at: Path = []): Path[] {
  const inner = unwrapped(schema)
  if (!(inner instanceof z.ZodObject)) return [at]
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([name, field]) =>
    pathsOf(field, [...at, name]),
  )
}

/** What may be missing is a column all the same. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap() as z.ZodType) // zod types what is inside only as its core
  return schema
}

function valueAt(row: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    row,
  )
}
