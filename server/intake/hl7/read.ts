/** A message's bytes as a message: whose it is tells how to read it. */
import type { Tx } from '../../database/pool.ts'
import { decodeText } from './charset.ts'
import { headerOf, type Header } from './header.ts'
import { parse, type Message } from './segments.ts'
import { senderOf, type Sender } from './sender.ts'

export interface Read {
  message: Message | undefined
  header: Header | undefined
  sender: Sender | undefined
  /** The encoding an answer can be written in. */
  answerIn: 'utf8' | 'latin1'
}

export async function read(tx: Tx, bytes: Buffer): Promise<Read> {
  const rough = parse(bytes.toString('latin1'))
  const roughly = rough && headerOf(rough) // MSH-3, MSH-4 and MSH-18 are needed to know how to read the rest
  const sender = roughly && (await senderOf(tx, roughly.application, roughly.facility))
  const { text, answerIn } = decodeText(bytes, roughly?.charset ?? sender?.charset ?? undefined)
  const message = parse(text)
  return { message, header: message && headerOf(message), sender, answerIn }
}
