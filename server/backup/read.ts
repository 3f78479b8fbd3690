/** Reads a backup from its first byte to its last, and lets nothing pass that is not what was written. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { z } from 'zod'
import { Unusable } from '../database/unusable.ts'
import { END_OF_ROWS, HEAD, head, TAIL, tail, tableIn, type Head, type Tail } from './script.ts'
import { MAGIC, notAsSealed, unseal } from './sealed.ts'
import { Sum } from './sum.ts'

export type Part =
  | { is: 'head'; head: Head }
  /** Rows of a table, whole lines as COPY writes them. Of a table without rows there is one part, empty. */
  | { is: 'rows'; table: string; bytes: Buffer }
  /** Everything before it was as it says. */
  | { is: 'tail'; tail: Tail }

const NEWLINE = 0x0a

/**
 * The parts of a backup, in order.
 * @throws Unusable when it is no backup, is not whole, or a table is not as it was when it was written.
 */
export async function* partsOf(file: string, passphrase: string | undefined): AsyncGenerator<Part> {
  let table: string | undefined
  let seen: Head | undefined
  let end: Tail | undefined
  const sums = new Map<string, Sum>()
  try {
    for await (const { line, rest } of lines(plainText(file, passphrase), () => table !== undefined)) {
      if (table !== undefined && rest.length > 0) {
        sums.get(table)?.take(rest)
        yield { is: 'rows', table, bytes: rest }
      }
      if (line === undefined) continue
      if (!seen) {
        seen = parsed(line, HEAD, head)
        yield { is: 'head', head: seen }
      } else if (table !== undefined) {
        table = undefined // the line is END_OF_ROWS
      } else if (line.startsWith(TAIL)) {
        end = parsed(line, TAIL, tail)
      } else {
        table = tableIn(line)
        if (table === undefined) continue
        sums.set(table, new Sum())
        yield { is: 'rows', table, bytes: Buffer.alloc(0) }
      }
    }
  } catch (cause) {
    throw cause instanceof Unusable ? cause : damaged(cause)
  }
  if (!seen || !end) throw new Unusable('The backup is not whole: its end is missing.')
  compare(seen, end, sums)
  yield { is: 'tail', tail: end }
}

/** Reads a backup whole. @returns its first and last line. @throws Unusable as `partsOf` does. */
export async function readWhole(
  file: string,
  passphrase: string | undefined,
): Promise<{ head: Head; tail: Tail }> {
  let first: Head | undefined
  for await (const part of partsOf(file, passphrase)) {
    if (part.is === 'head') first = part.head
    if (part.is === 'tail' && first) return { head: first, tail: part.tail }
  }
  throw new Error('a backup has a head and a tail') // partsOf sees to it
}

/** Its first line alone: what it is, unproved. */
export async function headOf(file: string, passphrase: string | undefined): Promise<Head> {
  for await (const part of partsOf(file, passphrase)) if (part.is === 'head') return part.head
  throw new Error('a backup has a head') // partsOf sees to it
}

async function* plainText(file: string, passphrase: string | undefined): AsyncGenerator<Buffer> {
  const sealed = await isSealed(file)
  if (sealed && passphrase === undefined)
    throw new Unusable(
      'The backup is encrypted. Set WARDROOM_BACKUP_KEY_FILE to the file with its passphrase.',
    )
  const bytes = createReadStream(file) as AsyncIterable<Buffer> // without an encoding it reads buffers
  const gunzip = createGunzip()
  const packed = sealed && passphrase !== undefined ? unseal(bytes, passphrase) : bytes
  const feeding = pipeline(Readable.from(packed, { objectMode: false }), gunzip)
  feeding.catch(() => undefined) // it breaks the reading below, and is said there
  try {
    yield* gunzip as AsyncIterable<Buffer>
    await feeding
  } catch (cause) {
    throw sealed && !(cause instanceof Unusable) ? notAsSealed(cause) : cause
  }
}

async function isSealed(file: string): Promise<boolean> {
  const handle = await open(file).catch((cause: Error) => {
    throw new Unusable(`The backup cannot be read: ${cause.message}.`, { cause })
  })
  try {
    const { buffer } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
    return buffer.equals(MAGIC)
  } finally {
    await handle.close()
  }
}

interface Cut {
  /** Whole lines of rows. */
  rest: Buffer
  /** The line after them that is none of a table's; undefined: more rows follow. */
  line: string | undefined
}

/** Cuts the text into lines; inside a table only at its end, since its rows are taken in bulk. */
async function* lines(text: AsyncIterable<Buffer>, inRows: () => boolean): AsyncGenerator<Cut> {
  let held: Buffer = Buffer.alloc(0)
  for await (const bytes of text) {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
    for (;;) {
      const from = inRows() ? endOfRows(held) : 0
      const at = from < 0 ? -1 : held.indexOf(NEWLINE, from)
      if (at < 0) break
      yield { rest: held.subarray(0, from), line: held.toString('utf8', from, at) }
      held = held.subarray(at + 1)
    }
    const whole = inRows() ? wholeRows(held) : 0
    if (whole > 0) {
      yield { rest: held.subarray(0, whole), line: undefined }
      held = held.subarray(whole)
    }
  }
  if (held.length > 0) throw new Unusable('The backup is not whole: it ends within a line.')
}

const END_LINE = Buffer.from(`\n${END_OF_ROWS}\n`)

/** Where the line stands that ends the rows; -1: not in here. */
function endOfRows(held: Buffer): number {
  if (held.subarray(0, END_LINE.length - 1).equals(END_LINE.subarray(1))) return 0
  const at = held.indexOf(END_LINE)
  return at < 0 ? -1 : at + 1
}

/** Up to where lines are surely rows: the last one begun may still become the end. */
function wholeRows(held: Buffer): number {
  return held.lastIndexOf(NEWLINE) + 1
}

function parsed<T>(line: string, mark: string, shape: z.ZodType<T>): T {
  if (!line.startsWith(mark)) throw new Unusable('The file is no backup of Wardroom.')
  const result = shape.safeParse(JSON.parse(line.slice(mark.length)))
  if (!result.success)
    throw new Unusable('The backup was made by another Wardroom, in a form this one does not know.')
  return result.data
}

function compare(first: Head, end: Tail, sums: ReadonlyMap<string, Sum>): void {
  for (const { name } of first.tables) {
    const written = end.tables[name]
    const read = sums.get(name)
    if (read && written && read.rows === written.rows && read.text === written.sum) continue
    throw new Unusable(
      `The backup is damaged: of the table ${name} it holds ${read?.rows ?? 'no'} rows that do not add up to the ${written?.rows ?? 'none'} that were written.`,
    )
  }
}

function damaged(cause: unknown): Unusable {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new Unusable(`The backup cannot be read: it is damaged or cut off (${why}).`, { cause })
}
