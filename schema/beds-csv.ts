/**
 * Units and beds as one CSV file, a line a bed. Pure: the page shows with it what a file would make and all that is wrong
 * with it; what comes out is the input of `hospital/lay-out`, which checks it again.
 */
import Papa from 'papaparse'
import type { z } from 'zod'
import { siteLayout } from './commands/hospital.ts'
import { deviceCode } from './devices/index.ts'
import { bedFeatures, sexRule, unitKinds, type BedFeature, type SexRule, type UnitKind } from './terms.ts'

export const bedColumns = [
  'unit',
  'unit_name',
  'kind',
  'room',
  'bed',
  'features',
  'sex_rule',
  'staffed',
  'surge',
  'zone',
  'specialties',
  'sensor',
] as const
export type BedColumn = (typeof bedColumns)[number]
const REQUIRED = ['unit', 'room', 'bed'] as const satisfies readonly BedColumn[]
const COLUMNS: ReadonlySet<string> = new Set(bedColumns)

/** Each has its sentence in the catalogues. */
export const csvRules = [
  'nothing',
  'missing-column',
  'unknown-column',
  'column-twice',
  'quotes',
  'cells',
  'empty',
  'too-long',
  'one-of',
  'yes-no',
  'sensor-code',
  'bed-twice',
  'sensor-twice',
  'unit-differs',
  'limit',
] as const
export type CsvRule = (typeof csvRules)[number]

export interface CsvError {
  /** Of the file, the first is 1; a cell over several lines counts from its first. */
  line: number
  column: string | null
  rule: CsvRule
  /** What stands there. */
  value: string
  /** What may stand there, or where else it stands. */
  allowed: string
}

type Units = z.input<typeof siteLayout>['units']
type Unit = Units[number]
type Bed = Unit['rooms'][number]['beds'][number]

/**
 * Reads a file: comma, semicolon or tab between cells, quotes as in RFC 4180, any line ends, with or without a byte-order
 * mark. The first line names the columns, in any order; unit, room and bed must be there. A line with a unit alone makes a
 * unit without beds. What is said of a unit (name, kind, zone, specialties) need stand on one of its lines only.
 * @returns all errors, in the order of lines; with any, the units are not to be used.
 */
export function bedsFromCsv(text: string): { units: Units; beds: number; errors: CsvError[] } {
  const [header, ...lines] = linesOf(text)
  if (!header || lines.length === 0)
    return { units: [], beds: 0, errors: [fault(1, null, 'nothing', '', bedColumns.join(', '))] }
  const { columns, errors: inHeader } = columnsOf(header)
  const reader = new Reader()
  if (!inHeader.some(({ rule }) => rule === 'missing-column'))
    for (const line of lines) reader.line(line, columns)
  reader.finish()
  const errors = [...inHeader, ...reader.errors].sort((a, b) => a.line - b.line)
  const units = [...reader.units.values()].map(({ unit }) => unit)
  const checked = siteLayout.shape.units.safeParse(units)
  const [issue] = checked.success ? [] : checked.error.issues
  if (errors.length === 0 && issue) errors.push(fault(1, null, 'limit', issue.path.join('.'), issue.message))
  return { units, beds: reader.beds.size, errors }
}

/** Writes such a file: what `bedsFromCsv` reads back as the same. */
export function bedsToCsv(units: Units, delimiter: ',' | ';' = ','): string {
  const rows = units.flatMap((unit) => {
    const beds = unit.rooms.flatMap(({ room, beds }) => beds.map((bed) => rowOf(unit, room, bed)))
    return beds.length > 0 ? beds : [rowOf(unit, '', undefined)]
  })
  return Papa.unparse({ fields: [...bedColumns], data: rows }, { delimiter, newline: '\r\n' })
}

function rowOf(unit: Unit, room: string, bed: Bed | undefined): string[] {
  const yes = (value: boolean | undefined): string => (value === undefined ? '' : value ? 'yes' : 'no')
  const cells: Record<BedColumn, string> = {
    unit: unit.unit,
    unit_name: unit.name,
    kind: unit.kind,
    room,
    bed: bed?.bed ?? '',
    features: bed?.features?.join(' ') ?? '',
    sex_rule: bed?.sex_rule ?? '',
    staffed: yes(bed?.staffed),
    surge: yes(bed?.surge),
    zone: unit.zone ?? '',
    specialties: unit.specialties?.join('|') ?? '',
    sensor: bed?.sensor ?? '',
  }
  return bedColumns.map((column) => cells[column])
}

const fault = (line: number, column: string | null, rule: CsvRule, value = '', allowed = ''): CsvError => ({
  line,
  column,
  rule,
  value,
  allowed,
})

interface Line {
  line: number
  cells: readonly string[]
  /** A quote that is never closed, or one in the middle of a cell. */
  quotes: boolean
}

/** Lines with something in them, each with where it begins in the file. */
function linesOf(file: string): Line[] {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const lines: Line[] = []
  let line = 1
  let from = 0
  Papa.parse<string[]>(text, {
    delimiter: delimiterOf(text),
    newline: '\n',
    step: ({ data, errors, meta }) => {
      const cells = data.map((cell) => cell.trim())
      const quotes = errors.some(({ type }) => type === 'Quotes')
      if (quotes || cells.some((cell) => cell !== '')) lines.push({ line, cells, quotes })
      line += text.slice(from, meta.cursor).split('\n').length - 1
      from = meta.cursor
    },
  })
  return lines
}

/** What stands between the names of the columns: the commonest of the three on the first line. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split('\n', 1)
  const count = (mark: string): number => first.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

function columnsOf({ cells, line }: Line): { columns: (string | undefined)[]; errors: CsvError[] } {
  const errors: CsvError[] = []
  const names = cells.map((cell) => cell.toLowerCase().replace(/[\s-]+/g, '_'))
  const columns = names.map((name, at) => {
    if (name === '') return undefined
    if (!COLUMNS.has(name))
      errors.push(fault(line, cells[at] ?? '', 'unknown-column', cells[at], bedColumns.join(', ')))
    else if (names.indexOf(name) !== at) errors.push(fault(line, name, 'column-twice', name))
    else return name
    return undefined
  })
  for (const name of REQUIRED)
    if (!columns.includes(name)) errors.push(fault(line, name, 'missing-column', name, bedColumns.join(', ')))
  return { columns, errors }
}

interface UnitRead {
  unit: Unit
  line: number
  /** Which of its cells were said, and on which line. */
  said: Map<string, { value: string; line: number }>
}

/** Goes through the lines, gathering units and what is wrong. */
class Reader {
  readonly errors: CsvError[] = []
  readonly units = new Map<string, UnitRead>()
  /** Codes of beds and of sensors, and the line each stands on. */
  readonly beds = new Map<string, number>()
  readonly #sensors = new Map<string, number>()
  #line = 0
  #cells = new Map<string, string>()

  line({ line, cells, quotes }: Line, columns: readonly (string | undefined)[]): void {
    this.#line = line
    if (quotes) return this.#wrong(null, 'quotes', cells.join(' ').slice(0, 60))
    const extra = cells.slice(columns.length).find((cell) => cell !== '')
    if (extra !== undefined) return this.#wrong(null, 'cells', String(cells.length), String(columns.length))
    this.#cells = new Map(
      columns.flatMap((name, at) => (name === undefined ? [] : [[name, cells[at] ?? '']])),
    )
    const code = this.#text('unit', 40)
    if (code === '') return this.#wrong('unit', 'empty')
    const unit = this.#unit(code)
    const room = this.#text('room', 40)
    const bed = this.#text('bed', 40)
    if (room === '' && bed === '') return
    if (room === '') return this.#wrong('room', 'empty')
    if (bed === '') return this.#wrong('bed', 'empty')
    this.#once(this.beds, 'bed', bed, 'bed-twice')
    const found = unit.rooms.find((one) => one.room === room)
    if (found) found.beds.push(this.#bed(bed))
    else unit.rooms.push({ room, beds: [this.#bed(bed)] })
  }

  /** What can only be said once all lines are read. */
  finish(): void {
    for (const { line, said } of this.units.values())
      if (!said.has('kind')) this.errors.push(fault(line, 'kind', 'empty', '', unitKinds.join(', ')))
  }

  #unit(code: string): Unit {
    const read = this.units.get(code) ?? {
      unit: { unit: code, name: code, kind: 'other', rooms: [] },
      line: this.#line,
      said: new Map<string, { value: string; line: number }>(),
    }
    this.units.set(code, read)
    for (const [column, most] of [
      ['unit_name', 100],
      ['kind', 40],
      ['zone', 40],
      ['specialties', 2000],
    ] as const) {
      const value = this.#text(column, most)
      const said = read.said.get(column)
      if (value === '') continue
      if (said === undefined) {
        read.said.set(column, { value, line: this.#line })
        this.#say(read.unit, column, value)
      } else if (said.value !== value)
        this.#wrong(column, 'unit-differs', value, `${said.line}: ${said.value}`)
    }
    return read.unit
  }

  #say(unit: Unit, column: 'unit_name' | 'kind' | 'zone' | 'specialties', value: string): void {
    if (column === 'unit_name') unit.name = value
    else if (column === 'kind') unit.kind = this.#one<UnitKind>('kind', unitKinds) ?? 'other'
    else if (column === 'zone') unit.zone = value
    else unit.specialties = several(value, /[|;,]/)
  }

  #bed(code: string): Bed {
    const bed: Bed = { bed: code }
    const features = several(this.#text('features', 2000), /[\s|;,]+/)
    const unknown = features.filter((one) => !bedFeatures.some((known) => known === one.toLowerCase()))
    for (const one of unknown) this.#wrong('features', 'one-of', one, bedFeatures.join(', '))
    if (features.length > 0) bed.features = features.map((one) => one.toLowerCase()) as BedFeature[] // the others are errors
    const rule = this.#one<SexRule>('sex_rule', sexRule.options)
    if (rule) bed.sex_rule = rule
    const staffed = this.#yesNo('staffed')
    if (staffed !== undefined) bed.staffed = staffed
    const surge = this.#yesNo('surge')
    if (surge !== undefined) bed.surge = surge
    const sensor = this.#text('sensor', 40)
    if (sensor !== '') {
      if (!deviceCode.safeParse(sensor).success) this.#wrong('sensor', 'sensor-code', sensor)
      this.#once(this.#sensors, 'sensor', sensor, 'sensor-twice')
      bed.sensor = sensor
    }
    return bed
  }

  #text(column: BedColumn, most: number): string {
    const value = this.#cells.get(column) ?? ''
    if (value.length > most) this.#wrong(column, 'too-long', value.slice(0, 60), String(most))
    return value
  }

  #one<T extends string>(column: BedColumn, options: readonly T[]): T | undefined {
    const value = this.#text(column, 40)
    const found = options.find((option) => option === value.toLowerCase())
    if (value !== '' && found === undefined) this.#wrong(column, 'one-of', value, options.join(', '))
    return found
  }

  #yesNo(column: BedColumn): boolean | undefined {
    const value = this.#text(column, 40)
    if (value === '') return undefined
    if (/^(yes|y|true|1|x)$/i.test(value)) return true
    if (!/^(no|n|false|0)$/i.test(value)) this.#wrong(column, 'yes-no', value, 'yes, no')
    return false
  }

  #once(seen: Map<string, number>, column: BedColumn, code: string, rule: CsvRule): void {
    const before = seen.get(code)
    if (before === undefined) seen.set(code, this.#line)
    else this.#wrong(column, rule, code, String(before))
  }

  #wrong(column: string | null, rule: CsvRule, value = '', allowed = ''): void {
    this.errors.push(fault(this.#line, column, rule, value, allowed))
  }
}

const several = (value: string, between: RegExp): string[] =>
  value
    .split(between)
    .map((one) => one.trim())
    .filter((one) => one !== '')
