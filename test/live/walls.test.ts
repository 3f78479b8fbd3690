/** Walls before a real feed, on real sockets: what they are told they are, what they see, and how fast they are none any more. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WallIs } from '../../schema/walls.ts'
import type { BoardName } from '../../schema/boards/index.ts'
import { Doorman } from '../../server/access/doorman.ts'
import { WaitingRoom } from '../access/screens-that-wait.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { until } from '../support/until.ts'
import { ask, connected, linkTo, openStation, type Link, type Station } from './station.ts'

let ward: Ward
let room: WaitingRoom
let station: Station
const links: Link[] = []

beforeAll(async () => {
  ward = await openWard()
  room = await WaitingRoom.open(ward.database)
  const doorman = new Doorman(ward.database)
  station = await openStation(ward.url, undefined, (headers) => doorman.viewer(headers))
  await ward.admit('Quillfeather', '4W-1')
})
afterAll(async () => {
  for (const link of links) link.disconnect()
  await station.stop()
  await ward.drop()
})

interface Wall {
  link: Link
  /** What it was told that it is, in order. */
  told: (WallIs | null)[]
}

/** Its browser, which comes back by itself. */
async function shown(cookie: string): Promise<Wall> {
  const link = linkTo(station, { faithful: true, headers: { origin: station.url, cookie } })
  links.push(link)
  const told: Wall['told'] = []
  link.on('wall:is', (is) => told.push(is))
  await connected(link)
  await until(() => told.length > 0, { what: 'the wall to be told what it is' })
  return { link, told }
}

const AT_4W = { site: 'gh', unit: '4W', pages: ['beds'], level: 'secured' } as const

describe('a wall', () => {
  test('is told what it is to show, and sees that, where it hangs, as much as may be seen there, and nothing else', async () => {
    const { cookie } = await room.wall({ ...AT_4W, name: 'Desk', pages: ['beds'], distance_m: 4.5 })
    const { link, told } = await shown(cookie)
    expect(told).toEqual([expect.objectContaining({ name: 'Desk', unit: '4W', distance_m: 4.5 })])
    const open = (board: BoardName, place: object) => ask(link, { board, place, level: 'full' })
    expect(await open('beds', { site: 'gh', unit: '4W' })).toMatchObject({ ok: true, level: 'secured' })
    expect(JSON.stringify(await open('beds', { site: 'gh', unit: '4W' }))).not.toContain('Quillfeather')
    expect(await open('units', { site: 'gh', unit: '4W' })).toMatchObject({ ok: true })
    for (const [board, place] of [
      ['beds', { site: 'gh', unit: 'ICU' }],
      ['beds', { site: 'gh' }],
      ['jobs', { site: 'gh', unit: '4W' }],
      ['inbox', {}],
    ] as const)
      expect(await open(board, place)).toMatchObject({ ok: false, code: 'not-found' })
  })

  test('follows what it is given at once, stays connected when it may see as much as before, and comes back when it may not', async () => {
    const { wall_id, cookie } = await room.wall({ ...AT_4W, name: 'Lift', pages: ['beds'] })
    const { link, told } = await shown(cookie)
    const was = link.id
    await ward.do('walls/assign', { ...AT_4W, wall_id, name: 'Lift', pages: ['beds'], theme: 'light' })
    await until(() => told.at(-1)?.theme === 'light', { what: 'the new colours' })
    expect(link.id).toBe(was)
    await ward.do('walls/assign', { wall_id, name: 'Lift', site: 'gh', level: 'corridor' })
    await until(() => link.connected && link.id !== was, { what: 'the wall to come back' })
    await until(() => told.at(-1)?.level === 'corridor', { what: 'it to be told' })
    expect(await ask(link, { board: 'capacity', place: { site: 'gh' }, level: 'secured' })).toMatchObject({
      ok: true,
      level: 'corridor',
    })
  })

  test('that is blank is sent nothing, and shows again what it is given', async () => {
    const { wall_id, cookie } = await room.wall({ name: 'Office' })
    const { link, told } = await shown(cookie)
    for (const blank of [true, false]) {
      const was = link.id
      await ward.do('walls/blank', { wall_id, blank })
      const back = () => link.connected && link.id !== was && told.at(-1)?.blank === blank
      await until(back, { what: 'it to be told' })
      const house = { board: 'capacity', place: { site: 'gh' }, level: 'public' }
      expect(await ask(link, house)).toMatchObject({ ok: !blank })
    }
  })

  test('is none within two seconds of being taken back while others stay, and its key opens nothing', async () => {
    const walls: (Wall & { wall_id: number })[] = []
    for (let nth = 0; nth < 6; nth++) {
      const { wall_id, cookie } = await room.wall({ name: `Many ${String(nth)}` })
      walls.push({ wall_id, ...(await shown(cookie)) })
    }
    const [gone, ...others] = walls
    if (!gone) throw new Error('there are none')
    const went = new Promise<number>((done) => gone.link.once('disconnect', () => done(performance.now())))
    const said = new Promise<string>((done) =>
      gone.link.once('connect_error', ({ message }) => done(message)),
    )
    const began = performance.now()
    await ward.do('walls/revoke', { wall_id: gone.wall_id, why: 'stolen' })
    expect((await went) - began).toBeLessThan(2000)
    expect(gone.told.at(-1)).toBeNull()
    expect(await said).toBe('signed-out')
    expect(others.every(({ link }) => link.connected)).toBe(true)
  })

  test('whose key is used at a second place is seen to be there twice, and is told something wherever it is', async () => {
    const { wall_id, cookie } = await room.wall({ name: 'Copied' })
    const [one, two] = [await shown(cookie), await shown(cookie)]
    const deeds: string[] = []
    for (const { link } of [one, two]) link.on('wall:do', ({ kind }) => deeds.push(kind))
    one.link.emit('screen:here', { path: '/wall/house?site=gh', version: 'build 7' })
    const seen = async () => (await station.live.roll.seen()).screens.filter(({ wall }) => wall === wall_id)
    await until(async () => (await seen()).some(({ version }) => version === 'build 7'), {
      what: 'its build',
    })
    expect(await seen()).toHaveLength(2)
    station.live.roll.tell({ to: { wall: wall_id }, do: { kind: 'identify' } })
    await until(() => deeds.length === 2, { what: 'both to be told' })
  })
})
