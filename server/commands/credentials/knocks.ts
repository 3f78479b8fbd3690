/** Devices that come without being known: what they bring is kept, as a hash, until somebody who holds the device claims it. */
import { KNOCK_FRESH_MIN } from '../../../schema/commands/credentials.ts'
import type { Tx } from '../../database/pool.ts'
import { digestOf, fits, type Digest } from './device-secret.ts'

/** 16 letters of a label: at twenty letters to choose from, 69 bit. What is shorter can be guessed, and is not kept. */
const PRINTED = /^[A-Za-z0-9-]{16,128}$/
/** Of those who use one name, and of all. */
const KEPT_OF_NAME = 5
const KEPT = 1000

export interface Knock {
  site: string
  kind: string
  code: string
  /** What it brought as its password. */
  secret: string
  address: string | undefined
}

/** Puts a knock on record. @returns whether the device can be claimed now: it brought something a label may say */
export async function knocked(tx: Tx, { site, kind, code, secret, address }: Knock): Promise<boolean> {
  if (!PRINTED.test(secret)) return false
  const before = await knocksOf(tx, { site, kind, code })
  const same = before.find((knock) => fits(secret, knock))
  if (same) {
    await tx.rows('update device_knock set last_at = now(), address = $2 where device_knock_id = $1', [
      same.device_knock_id,
      address ?? null,
    ])
    return true
  }
  if (await wasTakenBack(tx, { site, kind, code, secret })) return false
  const { salt, hash } = digestOf(secret)
  const kept = await tx.rows(
    `insert into device_knock (site, kind, code, salt, hash, address)
     select site, $2, $3, $4, $5, $6 from site where site = $1 returning 1`,
    [site, kind, code, salt, hash, address ?? null],
  )
  await tx.rows(
    `delete from device_knock where device_knock_id in (
       select device_knock_id from (
         select device_knock_id, row_number() over (order by last_at desc) as nth,
                row_number() over (partition by site, kind, code order by last_at desc) as nth_of_name
           from device_knock) k
        where nth > $1 or nth_of_name > $2)`,
    [KEPT, KEPT_OF_NAME],
  )
  return kept.length > 0
}

/** What a device was cut for goes on being tried by it: that is no code to claim it by. */
async function wasTakenBack(
  tx: Tx,
  { site, kind, code, secret }: { site: string; kind: string; code: string; secret: string },
): Promise<boolean> {
  const before = await tx.rows<Digest>(
    `select salt, hash from device_credential join device using (device_id)
      where site = $1 and kind = $2 and code = $3 and (revoked_at is not null or ends_at <= now())
      order by device_credential_id desc limit $4`,
    [site, kind, code, KEPT_OF_NAME],
  )
  return before.some((digest) => fits(secret, digest))
}

/** The knock of this name that brought the code printed on the device; a code may be typed without its dashes, or small. */
export async function knockWith(
  tx: Tx,
  { printed, ...name }: { site: string; kind: string; code: string; printed: string },
): Promise<number | undefined> {
  const upper = printed.toUpperCase()
  const grouped = upper.replaceAll(/[^A-Z0-9]/g, '').replaceAll(/(.{4})(?=.)/g, '$1-')
  const readings = [...new Set([printed, upper, grouped])]
  const knocks = await knocksOf(tx, name)
  return knocks.find((knock) => readings.some((reading) => fits(reading, knock)))?.device_knock_id
}

const knocksOf = (
  tx: Tx,
  { site, kind, code }: { site: string; kind: string; code: string },
): Promise<(Digest & { device_knock_id: number })[]> =>
  tx.rows(
    `select device_knock_id, salt, hash from device_knock
      where site = $1 and kind = $2 and code = $3 and last_at > now() - make_interval(mins => $4)`,
    [site, kind, code, KNOCK_FRESH_MIN],
  )
