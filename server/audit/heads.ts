/**
 * Where the chain ended, hour by hour, in a file beside the database: who cuts the chain's tail, or puts an old copy in its
 * place, does not change this with it. Better still on another machine; the log says the same lines.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Head } from './chain.ts'

const noted = z.object({ at: z.string(), audit_id: z.number().int(), hash: z.string() })
export type Noted = z.infer<typeof noted>

export async function noteHead(file: string, { audit_id, hash }: Head, at: Date): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await appendFile(file, `${JSON.stringify({ at: at.toISOString(), audit_id, hash })}\n`, { mode: 0o600 })
}

/** All that were noted, oldest first; none: there is no such file yet. A line half written as the power went is left out. */
export async function notedHeads(file: string): Promise<Noted[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line) => {
    const read = noted.safeParse(parsed(line))
    return read.success ? [read.data] : []
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
