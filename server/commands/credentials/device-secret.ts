/** A device's secret as it is kept: its hash is what Mosquitto and EMQX know too (docs/devices.md). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Digest {
  salt: string
  /** SHA-512 of the secret and then the salt. Fast is enough: nobody guesses 256 bit, nor the 16 letters of a printed code. */
  hash: Buffer
}

export function digestOf(secret: string, salt = randomBytes(9).toString('base64url')): Digest {
  return { salt, hash: createHash('sha512').update(secret).update(salt).digest() }
}

export const fits = (secret: string, { salt, hash }: Digest): boolean =>
  timingSafeEqual(digestOf(secret, salt).hash, hash)

/** Its MQTT user name, and the only client id it may have. */
export const userOf = ({ site, kind, code }: { site: string; kind: string; code: string }): string =>
  `${site}/${kind}/${code}`
