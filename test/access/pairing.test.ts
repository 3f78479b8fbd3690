/** A screen becomes a wall by RFC 8628: what it is told while it waits, who may let it in, how often somebody may guess. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CODE_LETTERS, userCode, type PairingBegun } from '../../schema/access/pairing.ts'
import { run } from '../../server/commands/run.ts'
import { Refused } from '../../server/commands/refused.ts'
import { seenBy, tellScreen } from '../../server/commands/walls/tell-screen.ts'
import { viewerBehind } from '../../server/access/viewers.ts'
import { WallsSeen } from '../../server/access/wall-keys.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { WaitingRoom, administrator } from './screens-that-wait.ts'

let ward: Ward
let room: WaitingRoom
beforeAll(async () => {
  ward = await openWard()
  await ward.do('hospital/lay-out', {
    ...{ site: 'nw', name: 'North West', time_zone: 'Europe/London', currency: 'GBP' },
    units: [{ unit: 'N1', name: 'North 1', kind: 'medical', rooms: [] }],
  })
  room = await WaitingRoom.open(ward.database)
})
beforeEach(() => ward.database.rows('with w as (delete from wall_pairing) delete from sign_in_tries'))
afterAll(() => ward.drop())

const told = async (screen: PairingBegun): Promise<string> => {
  const answer = await room.pairing.ask(screen.device_code)
  return 'not' in answer ? answer.not : 'key'
}
const refusedWith = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'done',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  )
/** A code that no screen shows. */
const wrong = (nth: number): string =>
  String(10_000_000 + nth).replaceAll(/\d/g, (digit) => CODE_LETTERS.charAt(Number(digit)))

describe('a screen that shows a code', () => {
  test('has eight of twenty consonants, which stand in the database as a hash, as what it holds itself does', async () => {
    const screen = await room.screen()
    expect(screen).toMatchObject({ expires_in: 600, interval: 5 })
    expect(screen.user_code).toMatch(new RegExp(`^[${CODE_LETTERS}]{4}-[${CODE_LETTERS}]{4}$`))
    expect(Buffer.from(screen.device_code, 'base64url')).toHaveLength(32)
    const kept = JSON.stringify(await ward.database.rows('select * from wall_pairing'))
    for (const secret of [screen.device_code, screen.user_code, screen.user_code.replace('-', '')])
      expect(kept).not.toContain(secret)
  })

  test('waits, and is told to ask less often when it hurries', async () => {
    const screen = await room.screen()
    expect(await told(screen)).toBe('authorization_pending')
    expect(await told(screen)).toBe('slow_down')
    await room.later(6) // five more seconds are asked of it now
    expect(await told(screen)).toBe('slow_down')
    await room.later(15)
    expect(await told(screen)).toBe('authorization_pending')
  })

  test('is too old after ten minutes, for itself and for whoever types its code', async () => {
    const screen = await room.screen()
    await room.later(600)
    expect(await told(screen)).toBe('expired_token')
    expect(await refusedWith(room.typed(screen))).toBe('not-found')
    expect(await told({ ...screen, device_code: 'what nobody was given' })).toBe('expired_token')
  })

  test('is told no when it is turned away', async () => {
    const screen = await room.screen()
    const wall_pairing_id = await room.typed(screen)
    const by = { door: 'http', who: 'Ada', viewer: room.ada } as const
    expect(await run(ward.database, 'walls/turn-away', { wall_pairing_id }, by)).toMatchObject({ ok: true })
    expect(await told(screen)).toBe('access_denied')
    expect(await refusedWith(room.pair(wall_pairing_id, { name: 'Lost', site: 'gh' }))).toContain('not-found')
  })

  test('fetches its key once, which is on no record, and is a wall with the least to see', async () => {
    const screen = await room.screen()
    const wall_pairing_id = await room.typed(screen)
    const { wall_id } = await room.pair(wall_pairing_id, { name: 'Foyer', site: 'gh' })
    const answer = await room.pairing.ask(screen.device_code)
    if ('not' in answer) throw new Error(answer.not)
    expect(await told(screen)).toBe('expired_token')
    expect(await refusedWith(room.typed(screen))).toBe('not-found')
    expect(await viewerBehind(ward.database, { cookie: `wardroom-wall=${answer.key}` })).toMatchObject({
      ...{ kind: 'wall', id: wall_id, name: 'Foyer', most: 'public', pages: ['house'] },
      grants: [{ role: 'wall', site: 'gh', unit: null }],
    })
    for (const elsewhere of [{ authorization: `Bearer ${answer.key}` }, { cookie: `wardroom=${answer.key}` }])
      expect(await viewerBehind(ward.database, elsewhere)).toBeUndefined()
    const record = JSON.stringify(await ward.database.rows('select * from act'))
    for (const secret of [answer.key, screen.device_code, screen.user_code])
      expect(record).not.toContain(secret)
  })
})

describe('whoever types a code', () => {
  test('is told what shows it and from where, and may type it small and without the dash', async () => {
    const screen = await room.screen()
    const typed = userCode.parse(` ${screen.user_code.toLowerCase().replace('-', ' ')} `)
    expect(await room.pairing.waiting(typed, room.ada)).toMatchObject({
      ...{ address: '192.0.2.7', agent: 'Kiosk 1.0', width: 1920, height: 1080 },
    })
    for (const none of ['BCDF-GHJ', 'BCDF-GHJA', '1234-5678', ''])
      expect(userCode.safeParse(none).success).toBe(false)
  })

  test('is an administrator, of the site where it is to hang; and nobody pairs a screen whose code they did not type', async () => {
    const screen = await room.screen()
    const nurse = { ...room.ada, grants: [{ role: 'nurse', site: null, unit: null } as const] }
    expect(await refusedWith(room.typed(screen, nurse))).toBe('forbidden')
    const ofGh = await administrator(ward.database, { role: 'administrator', site: 'gh', unit: null })
    const wall_pairing_id = await room.typed(screen, ofGh)
    const at = (site: string) => ({ name: 'Ward office', site })
    expect(await refusedWith(room.pair(wall_pairing_id, at('nw'), ofGh))).toContain(
      'not-found: There is no site nw',
    )
    expect(await refusedWith(room.pair(wall_pairing_id, at('gh')))).toContain('not-found: That code')
    await room.pair(wall_pairing_id, at('gh'), ofGh)
    expect(await refusedWith(room.pair(wall_pairing_id, at('gh'), ofGh))).toContain('not-found: That code')
  })

  test('guesses five times, then waits; a right one is no guess; and all of the house together thirty', async () => {
    for (let nth = 0; nth < 5; nth++)
      expect(await refusedWith(room.pairing.waiting(wrong(nth), room.ada))).toBe('not-found')
    const screen = await room.screen()
    expect(await refusedWith(room.typed(screen))).toBe('too-soon')
    for (let nth = 5; nth < 30; nth++) {
      const other = await administrator(ward.database, { role: 'administrator', site: null, unit: null })
      await refusedWith(room.pairing.waiting(wrong(nth), other))
    }
    const last = await administrator(ward.database, { role: 'administrator', site: null, unit: null })
    expect(await refusedWith(room.typed(screen, last))).toBe('too-soon')
  })

  test('types many right ones in a row', async () => {
    for (let nth = 0; nth < 12; nth++) await room.typed(await room.screen())
  })
})

test('of one network thirty screens wait at most, of all a hundred: then the network with the most makes room; so do those too old', async () => {
  for (let nth = 0; nth < 30; nth++) await room.screen(`2001:db8::${String(nth + 1)}`)
  expect(await refusedWith(room.screen('2001:db8::ffff'))).toBe('too-soon')
  for (let nth = 0; nth < 70; nth++) await room.screen(`192.0.2.${String(100 + (nth % 3))}`)
  await room.typed(await room.screen('192.0.2.200')) // whoever hangs up a wall during a flood
  const waiting = await ward.database.rows<{ address: string }>('select address from wall_pairing')
  expect(waiting).toHaveLength(100)
  expect(waiting.filter(({ address }) => address.startsWith('2001:'))).toHaveLength(29)
  await room.later(600)
  await room.screen()
})

test('an administrator of one site hears of its walls only, and tells no others anything', async () => {
  const { wall_id } = await room.wall({ name: 'Far away', site: 'nw' })
  const viewer = await administrator(ward.database, { role: 'administrator', site: 'gh', unit: null })
  const ofGh = { door: 'http', who: 'Ada', viewer } as const
  const tell = (wall: number, by: Parameters<typeof tellScreen>[2]) =>
    refusedWith(tellScreen(ward.database, { to: { wall }, do: { kind: 'identify' } }, by))
  expect(await tell(wall_id, ofGh)).toBe('not-found')
  expect(await tell(987_654, ofGh)).toBe('not-found')
  expect(await tell(wall_id, { ...ofGh, viewer: room.ada })).toBe('done')
  for (const to of [{ id: 'x' }, { name: 'Far away' }, { all: true as const }]) {
    const order = { to, do: { kind: 'reload' as const } }
    expect(await refusedWith(tellScreen(ward.database, order, ofGh))).toBe('forbidden')
    expect(await refusedWith(tellScreen(ward.database, order, { ...ofGh, viewer: room.ada }))).toBe('done')
  }
  const screen = { id: 'x', name: null, path: '/', server: 's', since: '', seen: '', lag_ms: 0, boards: 0 }
  const seen = {
    ...{ server: 's', others: 'alone' as const },
    screens: [null, 'gh', 'nw'].map((site, nth) => ({
      ...{ ...screen, site, wall: site === null ? null : nth, version: null },
    })),
  }
  expect(seenBy(viewer, seen).screens.map(({ site }) => site)).toEqual([null, 'gh'])
  expect(seenBy(room.ada, seen).screens).toHaveLength(3)
})

test('that a wall was there is remembered; that its key is used twice is said, once, and not of a wall that has just come back', async () => {
  const { wall_id } = await room.wall({ name: 'Seen' })
  const other = await room.wall({ name: 'Dark' })
  await ward.database.rows(`update wall_key set seen_at = now() - interval '1 day'`)
  let here: number[] = []
  const warned: object[] = []
  const log = { warn: (fields: object) => void warned.push(fields) }
  const seen = new WallsSeen({ database: ward.database, here: () => here, log })
  for (const now of [[wall_id, wall_id], [wall_id], [wall_id, wall_id]]) {
    here = now
    await seen.look()
  }
  expect(warned).toEqual([])
  for (let nth = 0; nth < 3; nth++) await seen.look()
  expect(warned).toEqual([{ wall_id }])
  seen.stop()
  const lately = await ward.database.rows<{ wall_id: number }>(
    `select wall_id from wall_key where seen_at > now() - interval '1 minute'`,
  )
  expect(lately).toEqual([{ wall_id }])
  expect(other.wall_id).not.toBe(wall_id)
})

describe('a wall', () => {
  const by = () => ({ door: 'http', who: 'Ada', viewer: room.ada }) as const
  const lift = { name: 'Lift', site: 'gh', unit: null, pages: ['beds' as const], level: 'secured' as const }

  test('is told to show something else, goes blank, and is taken back: on record with what it was before', async () => {
    const { wall_id } = await room.wall({ name: 'Lift' })
    const change = { wall_id, ...lift, name: 'Lift 2', unit: '4W' }
    expect(await run(ward.database, 'walls/assign', change, by())).toMatchObject({ ok: true })
    expect(await run(ward.database, 'walls/blank', { wall_id, blank: true }, by())).toMatchObject({
      ok: true,
    })
    const again = await run(ward.database, 'walls/blank', { wall_id, blank: true }, by())
    expect(again).toMatchObject({ code: 'already-done' })
    expect(await run(ward.database, 'walls/revoke', { wall_id, why: 'stolen' }, by())).toMatchObject({
      ok: true,
    })
    expect(await run(ward.database, 'walls/revoke', { wall_id, why: 'stolen' }, by())).toMatchObject({
      code: 'not-found',
    })
    const acts = await ward.database.rows(
      `select command, who, site, input ->> 'name' as name, result -> 'before' ->> 'name' as before from act
        where command like 'walls/%' and (input ->> 'wall_id')::int = $1 order by act_id`,
      [wall_id],
    )
    expect(acts).toEqual([
      { command: 'walls/assign', who: 'Ada', site: 'gh', name: 'Lift 2', before: 'Lift' },
      { command: 'walls/blank', who: 'Ada', site: 'gh', name: null, before: null },
      { command: 'walls/revoke', who: 'Ada', site: 'gh', name: null, before: 'Lift 2' },
    ])
  })

  test.each([
    ['beds in public', { ...lift, level: 'public' }, 'invalid-input'],
    ['the house, of one unit', { ...lift, pages: ['house'], unit: '4W' }, 'invalid-input'],
    ['one page twice', { ...lift, pages: ['beds', 'beds'] }, 'invalid-input'],
    ['everything there is', { ...lift, level: 'full' }, 'invalid-input'],
    ['a unit there is not', { ...lift, unit: 'ZZ' }, 'not-found'],
    ['another site', { ...lift, site: 'zz' }, 'not-found'],
    ['a name another wall has', { ...lift, name: 'THE DESK' }, 'already-exists'],
  ])('is not told to show %s', async (_what, given, code) => {
    const name = `Wall for ${_what}`.replaceAll(',', '').slice(0, 40)
    const { wall_id } = await room.wall({ name })
    await ward.database.rows(
      `update wall set revoked_at = now(), revoked_by = 'x', revoked_why = 'x' where name = 'The desk'`,
    )
    await room.wall({ name: 'The desk' })
    expect(await run(ward.database, 'walls/assign', { wall_id, ...given }, by())).toMatchObject({
      ok: false,
      code,
    })
  })
})
