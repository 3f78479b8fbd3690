/** How far the record reached when each backup was made: what a chain whose end is missing is told by. */
import { keptIn } from './folder.ts'
import { partsOf } from './read.ts'

export interface HeadThen {
  at: string
  audit_id: number
  hash: string
}

/** Of those that are kept, oldest first. A backup that cannot be read says nothing: `npm run verify` says why. */
export async function headsIn(folder: string, passphrase: string | undefined): Promise<HeadThen[]> {
  const found: HeadThen[] = []
  for (const { file } of (await keptIn(folder)).reverse()) {
    const head = await headOf(file, passphrase).catch(() => undefined)
    if (head) found.push(head)
  }
  return found
}

async function headOf(file: string, passphrase: string | undefined): Promise<HeadThen | undefined> {
  for await (const part of partsOf(file, passphrase)) {
    if (part.is !== 'head') return undefined
    const { audit, made_at } = part.head
    return audit && { at: made_at, ...audit } // its first line; the rest is not read
  }
  return undefined
}
