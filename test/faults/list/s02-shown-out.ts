/**
 * S2 (an attack of RELIABILITY.md), P11: while all goes on, a person's session is ended, a program's token and a wall's key are taken back: by one server,
 * and gone are their sockets on each of them. Nobody else notices.
 */
import { io, type Socket } from 'socket.io-client'
import type { PairingBegun, WaitingScreen } from '../../../schema/access/pairing.ts'
import type { ClientToServer, ServerToClient } from '../../../schema/wire.ts'
import { asked, signedIn } from '../../support/keys.ts'
import { until } from '../../support/until.ts'
import type { Bench } from '../bench.ts'
import { SITE } from '../drivers/load.ts'
import type { Fault } from '../fault.ts'
import { disturbed, wallsOn } from '../fared.ts'
import { standOf } from '../stand-fleet.ts'
import { asking } from '../stored.ts'

const GONE_MS = 2000
const ROUNDS = { short: 1, usual: 3, long: 20 } as const
const NURSE = [{ role: 'nurse' as const, site: SITE, unit: null }]

type Link = Socket<ServerToClient, ClientToServer>
/** Somebody who looks: what they prove it with, and how they are shown out. */
interface Guest {
  what: string
  headers: Record<string, string>
  showOut(): Promise<unknown>
}

export const shownOut: Fault = {
  id: 'S2',
  what: 'a session, a token and a wall taken back',
  kind: 'fleet',
  async strike({ bench, length, measure, broken }) {
    const stand = standOf(bench)
    const began = Date.now()
    const others = (await Promise.all(stand.servers.map((server) => wallsOn(server, bench)))).flat()
    const slowest = new Map<string, number>()
    for (let round = 0; round < ROUNDS[length]; round++) {
      for (const guest of [await person(bench), await program(bench), await wall(bench)]) {
        const links = await Promise.all(stand.servers.map(({ url }) => looking(url, guest.headers)))
        await guest.showOut()
        const from = performance.now()
        const gone = await until(() => links.every((link) => !link.connected), {
          what: `the sockets of ${guest.what} to be gone`,
          timeoutMs: 10_000,
        }).then(
          () => performance.now() - from,
          () => Infinity,
        )
        slowest.set(guest.what, Math.max(gone, slowest.get(guest.what) ?? 0))
        for (const { url } of stand.servers)
          if ((await cameIn(url, guest.headers)) !== 'signed-out') broken(`${guest.what} came in again`)
        for (const link of links) link.close()
      }
    }
    for (const [what, value] of slowest)
      measure({ what: `${what}, gone`, value, limit: GONE_MS, unit: 'ms', scaled: true })
    for (const what of await disturbed(began, others, bench)) broken(what)
    return Date.now()
  },
}

async function person(bench: Bench): Promise<Guest> {
  const name = crypto.randomUUID()
  const secret = await signedIn(bench.databaseUrl(), name, NURSE)
  const { rows } = await asking(bench.databaseUrl(), (client) =>
    client.query<{ person_id: number }>('select person_id::int from person where name = $1', [name]),
  )
  const person_id = rows[0]?.person_id ?? 0
  return {
    what: 'a person',
    headers: { cookie: `wardroom=${secret}` },
    showOut: () => bench.server.done('people/end-sessions', { person_id }),
  }
}

async function program(bench: Bench): Promise<Guest> {
  const name = crypto.randomUUID()
  const { token_id, token } = await bench.server.done('credentials/issue-token', {
    name,
    grants: NURSE,
    days: 1,
  })
  return {
    what: 'a program',
    headers: { authorization: `Bearer ${token ?? ''}` },
    showOut: () => bench.server.done('credentials/revoke-token', { token_id, why: 'a fault' }),
  }
}

/** By its code, as an administrator pairs it. */
async function wall(bench: Bench): Promise<Guest> {
  const { url } = bench.server
  const post = (path: string, body: object): Promise<Response> =>
    asked(`${url}/api/walls/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const begun = (await (await post('pairing', { width: 1920, height: 1080 })).json()) as PairingBegun // the door answers nothing else
  const typed = (await (await post('waiting', { code: begun.user_code })).json()) as { result: WaitingScreen } // as above
  const { wall_pairing_id } = typed.result
  const { wall_id } = await bench.server.done('walls/pair', {
    wall_pairing_id,
    name: begun.user_code,
    site: SITE,
  })
  const key = await post('key', { device_code: begun.device_code })
  return {
    what: 'a wall',
    headers: { cookie: (key.headers.get('set-cookie') ?? '').split(';')[0] ?? '' },
    showOut: () => bench.server.done('walls/revoke', { wall_id, why: 'a fault' }),
  }
}

const linkTo = (url: string, headers: Record<string, string>): Link =>
  io(url, {
    transports: ['websocket'],
    extraHeaders: { origin: url, ...headers },
    forceNew: true,
    reconnection: false,
  })

async function looking(url: string, headers: Record<string, string>): Promise<Link> {
  const link = linkTo(url, headers)
  await until(() => link.connected, { what: 'a socket', timeoutMs: 20_000 })
  return link
}

/** @returns why not; undefined: they did */
async function cameIn(url: string, headers: Record<string, string>): Promise<string | undefined> {
  const link = linkTo(url, headers)
  try {
    return await new Promise((resolve) => {
      link.once('connect', () => resolve(undefined))
      link.once('connect_error', ({ message }) => resolve(message))
    })
  } finally {
    link.close()
  }
}
