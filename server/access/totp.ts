/** Codes of an authenticator application: RFC 6238 over RFC 4226, as every such application has them (SHA-1, 6 digits, 30 s). */
import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_S = 30
const DIGITS = 6
/** The code before and the one after: clocks differ, and typing takes time. RFC 6238, 5.2 advises no more. */
const STEPS_OFF = 1

/** RFC 4226, section 4: 160 bits. */
export const TOTP_SECRET_BYTES = 20

/** Which step of 30 seconds an instant is in. */
export const stepAt = (ms: number): number => Math.floor(ms / 1000 / STEP_S)

/** The code of a step (RFC 4226, section 5.3). */
export function codeOf(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}

/**
 * The step a code is of, if it is one that counts now.
 * @param lastStep the step of the last code that was taken: that one and those before it count no more.
 */
export function stepOf(secret: Uint8Array, code: string, now: number, lastStep: number): number | undefined {
  const given = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(given)) return undefined
  const current = stepAt(now)
  for (let step = Math.max(current - STEPS_OFF, lastStep + 1); step <= current + STEPS_OFF; step += 1)
    if (timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(given))) return step
  return undefined
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 without padding, as it is typed into an application that has no camera. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** What the square code on the screen says (the Key URI Format that the applications share). */
export function totpUri(secret: Uint8Array, { issuer, login }: { issuer: string; login: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`
}
