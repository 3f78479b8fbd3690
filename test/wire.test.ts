/** A fingerprint of everything that travels: screens of yesterday's build and devices in the field rely on it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { boards } from '../schema/boards/index.ts'
import { availability, deviceKinds } from '../schema/devices/index.ts'
import { screenDeed, screenHere } from '../schema/screens.ts'
import { closeRequest, openRequest } from '../schema/wire.ts'

/** What the wire was when somebody last decided so. */
const DECIDED: Record<string, string> = {
  'board beds': '24e2822924fc92ec',
  'board units': '9c5acd7cbc1b9173',
  'board capacity': 'edf394d6f659f4cd',
  'board admissions': 'c674be236a3583f7',
  'board surge': '81d608573acbabfb',
  'board discharges': '8aa19885c00a1661',
  'board placements': '48ad160f8940d7e5',
  'board devices': '9f9dc4fc2808b78f',
  'board jobs': 'd00baf1c0a559005',
  'board turns': 'f12847a752454df3',
  'board observations': '8308a884fa38b111',
  'board clinics': 'b912e27854f17471',
  'board inbox': '826d5c5f3f6da5d8',
  'board outbound': '922e531d7a4dbbf7',
  'board ed': 'f7f700825114e7ad',
  'board ambulances': '1097ff393c9768f9',
  'board crowding': 'e781ee34513faee0',
  'device bed': '986df17a7539c41a',
  'device tag': '0632a01bbd869063',
  'device badge': '370a206eda3e635a',
  'device monitor': '36e4ee13c88608c7',
  'device availability': '723b9dbdb842c269',
  requests: '2a843b75fbe70141',
  screens: '04e149937af3cc4a',
  events: 'b8c0fcb2c90096b4',
}

const ADVICE = `The wire changed. If you did not mean it, undo it. If you did:
  1. say in docs/decisions/ what changed, why, and what becomes of screens and devices that still speak the old form
     (an optional field more is harmless; one that is gone, renamed or of another type is not);
  2. put the new fingerprint into DECIDED in test/wire.test.ts.
Fingerprints now:`

/** The same for schemas that accept the same: keys in order, and words for people left out. */
function fingerprint(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(value)))
    .digest('hex')
    .slice(0, 16)
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, held]) => !(key === 'description' && typeof held === 'string'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, ordered(held)]),
  )
}

const written = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: 'input' })
const read = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: 'output' })

/** The events and their payloads are interfaces: their code, without comments and however it is broken into lines. */
function codeOf(file: string, text: string): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023)
  const interfaces = source.statements.filter(
    (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
  )
  const printer = ts.createPrinter({ removeComments: true })
  return interfaces
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, source))
    .join('\n')
}

function fingerprints(): Record<string, string> {
  const boardPrints = Object.entries(boards).map(([name, { row, totals }]) => [
    `board ${name}`,
    fingerprint([read(row), read(totals)]),
  ])
  const devicePrints = Object.entries<Record<string, z.ZodType>>(deviceKinds).map(([kind, channels]) => [
    `device ${kind}`,
    fingerprint(Object.entries(channels).map(([channel, payload]) => [channel, written(payload)])),
  ])
  return Object.fromEntries([
    ...boardPrints,
    ...devicePrints,
    ['device availability', fingerprint(written(availability))],
    ['requests', fingerprint([written(openRequest), written(closeRequest)])],
    ['screens', fingerprint([written(screenHere), read(screenDeed)])],
    ['events', fingerprint(codeOf('wire.ts', readFileSync('schema/wire.ts', 'utf8')))],
  ]) as Record<string, string> // fromEntries forgets that every pair is two strings
}

test('the wire is what was decided', () => {
  const now = fingerprints()
  expect(now, `${ADVICE}\n${JSON.stringify(now, undefined, 2)}`).toEqual(DECIDED)
})

describe('a fingerprint', () => {
  const bed = z.object({ code: z.string(), since: z.string().optional() }).strict()

  test('is felt by a field that is new, gone, renamed, or of another type', () => {
    const others = [
      bed.extend({ note: z.string() }),
      bed.omit({ since: true }),
      z.object({ code: z.string(), at: z.string().optional() }).strict(),
      bed.extend({ code: z.number() }),
      bed.extend({ since: z.string() }),
    ]
    for (const other of others) expect(fingerprint(read(other))).not.toBe(fingerprint(read(bed)))
    const event = (text: string): string => fingerprint(codeOf('made-up.ts', text))
    expect(event('interface Pulse { at: string }')).not.toBe(event('interface Pulse { at?: string }'))
    expect(event('interface A { "board:open": 1 }')).not.toBe(event('interface A { "board:close": 1 }'))
  })

  test('is not felt by words for people, nor by the order of fields, nor by line breaks', () => {
    const described = z
      .object({ since: z.string().optional(), code: z.string().describe('on the door') })
      .strict()
    expect(fingerprint(read(described))).toBe(fingerprint(read(bed)))
    expect(codeOf('a.ts', '/** Alive. */ interface Pulse {\n  at: string // now\n}')).toBe(
      codeOf('b.ts', 'interface Pulse { at: string }'),
    )
  })
})
