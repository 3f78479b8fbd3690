/**
 * Encryption of a backup: AES-256-GCM under a key made of a passphrase (scrypt). What was changed by as much as a bit, or
 * is read with another passphrase, is refused at its end; a restore commits only after that.
 *
 * The file: MAGIC, salt (16 bytes), nonce (12), the encrypted bytes, tag (16).
 */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync, type DecipherGCM } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Unusable } from '../database/unusable.ts'

export const MAGIC = Buffer.from('WARDROOM SEALED 1\n')
const ALGORITHM = 'aes-256-gcm'
const SALT = 16
const NONCE = 12
const TAG = 16
const HEAD = MAGIC.length + SALT + NONCE
/** scrypt's cost: a quarter of a second and 64 MB a guess. */
const COST = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 }
const SHORTEST = 12

/** @throws Unusable when there is no such file, or its passphrase is too short to be one. */
export async function passphraseIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Unusable(`WARDROOM_BACKUP_KEY_FILE cannot be read: ${cause.message}.`, { cause })
  })
  const passphrase = text.trim()
  if (passphrase.length < SHORTEST)
    throw new Unusable(
      `The passphrase in WARDROOM_BACKUP_KEY_FILE is too short; at least ${SHORTEST} characters.`,
    )
  return passphrase
}

export async function* seal(plain: AsyncIterable<Buffer>, passphrase: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT)
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv(ALGORITHM, scryptSync(passphrase, salt, 32, COST), nonce)
  yield Buffer.concat([MAGIC, salt, nonce])
  for await (const bytes of plain) yield cipher.update(bytes)
  yield cipher.final()
  yield cipher.getAuthTag()
}

/** @throws Unusable (at the end of the bytes) when they are not what was sealed, or the passphrase is another. */
export async function* unseal(sealed: AsyncIterable<Buffer>, passphrase: string): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0)
  let decipher: DecipherGCM | undefined
  for await (const bytes of sealed) {
    held = Buffer.concat([held, bytes])
    if (!decipher) {
      if (held.length < HEAD) continue
      const salt = held.subarray(MAGIC.length, MAGIC.length + SALT)
      const nonce = held.subarray(MAGIC.length + SALT, HEAD)
      decipher = createDecipheriv(ALGORITHM, scryptSync(passphrase, salt, 32, COST), nonce)
      held = held.subarray(HEAD)
    }
    // The last bytes may be the tag.
    const ready = held.length - TAG
    if (ready <= 0) continue
    yield decipher.update(held.subarray(0, ready))
    held = held.subarray(ready)
  }
  try {
    if (!decipher) throw new Error('it is cut off')
    decipher.setAuthTag(held)
    yield decipher.final()
  } catch (cause) {
    throw notAsSealed(cause)
  }
}

export const notAsSealed = (cause: unknown): Unusable =>
  new Unusable('The backup was changed or cut off, or the passphrase is not the one it was made with.', {
    cause,
  })
