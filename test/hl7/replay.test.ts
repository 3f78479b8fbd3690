/** A sender's words for places, and quarantined messages taken up again once they are known. */
import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import type { ReplayInput } from '../../schema/replay.ts'
import { run } from '../../server/commands/run.ts'
import { replayHl7 } from '../../server/intake/hl7/replay.ts'
import { answers } from '../../server/queries/index.ts'
import { adt, codeOf, type Peer, type Told } from './peer.ts'
import { openWard, type Ward } from './ward.ts'
import { anybody } from '../support/keys.ts'

let ward: Ward
let peer: Peer

beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())
afterEach(() => ward.clear())

const by = { door: 'http', viewer: 'permitted', who: 'Ines at the interface desk' } as const
const log = pino({ level: 'silent' })
const his = { application: 'HIS', facility: 'GH' }
const tell = async (event: string, told: Told = {}): Promise<string | undefined> =>
  codeOf(await peer.ask(adt(event, told)))
const does = <C extends CommandName>(name: C, input: CommandInput<C>) => run(ward.database, name, input, by)
const map = (location: string, to: { unit?: string; bed?: string }) =>
  does('interfaces/map-location', { ...his, location, ...to })
const replay = (input: ReplayInput) => replayHl7(ward.database, input, by, log)
const hour = (h: number): string => `202605010${h}0000`
const none = { applied: 0, stored: 0, quarantined: 0, left: 0 }

describe("a sender's word for a place", () => {
  it('is used once somebody has said what it means, without regard to case, and until they take it back', async () => {
    const mapped = await map('9Z^9^Bed 9', { bed: '4W-3' })
    expect(mapped).toMatchObject({ ok: true, result: { site: 'gh' } })
    expect(await tell('A01', { at: '9z^9^bed 9', when: hour(1) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-3': 'ORANGE' })
    const [known] = (await answers.locations(ward.database, {}, anybody))?.locations ?? []
    expect(known).toMatchObject({ ...his, location: '9Z^9^Bed 9', unit: '4W', bed: '4W-3', made_by: by.who })
    await does('interfaces/unmap-location', { location_alias_id: known?.location_alias_id ?? 0 })
    expect(await tell('A02', { at: '9Z^9^Bed 9', when: hour(2) })).toBe('AE')
    expect(
      await does('interfaces/unmap-location', { location_alias_id: known?.location_alias_id ?? 0 }),
    ).toMatchObject({ ok: false, code: 'not-found' })
  })

  it('for a unit stands for its beds too', async () => {
    await map('WARD FOUR', { unit: '4W' })
    expect(await tell('A01', { at: 'WARD FOUR^A^2', when: hour(1) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
    expect(await tell('A02', { at: 'WARD FOUR', when: hour(2) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W': 'ORANGE' })
  })

  it('said again is the newer; both stay on record', async () => {
    await map('X^1', { bed: '4W-1' })
    await map('x^1', { bed: '4W-2' })
    await tell('A01', { at: 'X^1' })
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
    const rows = await ward.database.rows('select ended_by from location_alias order by location_alias_id')
    expect(rows).toEqual([{ ended_by: by.who }, { ended_by: null }])
  })

  it('of a bed that is not there is refused', async () => {
    expect(await map('X', { bed: '4W-99' })).toMatchObject({ ok: false, code: 'not-found' })
    expect(await map('X', {})).toMatchObject({ ok: false, code: 'invalid-input' })
  })
})

describe('a quarantined message', () => {
  const inbound = () =>
    ward.database.rows<{ inbound_id: number; kind: string; outcome: string; reason: string | null }>(
      'select inbound_id, kind, outcome, reason from inbound order by inbound_id',
    )

  it('says which words it stumbled over, and how many wait for the same', async () => {
    await tell('A01', { at: '9Z^9^1' })
    await tell('A01', { mrn: '200', visit: 'V2', at: '9Z^9^2' })
    const [first] = await inbound()
    const shown = await answers.message(ward.database, { key: `m${first?.inbound_id}` }, anybody)
    expect(shown?.unplaced).toEqual({ ...his, location: '9Z^9^1', waiting: 2 })
  })

  it('is applied by a replay once its place is mapped, as an act of who asked, with the answer it had', async () => {
    await tell('A01', { at: '9Z^9^1' })
    const [message] = await inbound()
    const key = `m${message?.inbound_id}`
    expect(await replay({ key })).toEqual({ ok: true, result: { tried: 1, ...none, quarantined: 1 } })
    await map('9Z^9^1', { bed: '4W-1' })
    expect(await replay({ key })).toEqual({ ok: true, result: { tried: 1, ...none, applied: 1 } })
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.inbound()).toEqual([{ outcome: 'applied', reason: null, answer: 'AE', repeats: 0 }])
    const acts = await ward.database.rows(
      `select door, who, command, result from act where inbound_id = $1 and door = 'http' order by act_id`,
      [message?.inbound_id],
    )
    const whose = { door: by.door, who: by.who }
    expect(acts).toMatchObject([
      { ...whose, command: 'interfaces/replay', result: { outcome: 'quarantined' } },
      { ...whose, command: 'interfaces/replay', result: { outcome: 'applied', reason: null } },
    ])
    expect(await replay({ key })).toMatchObject({ ok: false, code: 'not-found' })
  })

  it('is for who has to do with its site, as if there were none for others', async () => {
    await tell('A01', { at: '9Z^9^1' })
    const [message] = await inbound()
    const of = (site: string) => ({
      ...by,
      viewer: { ...anybody, grants: [{ role: 'integrator' as const, site, unit: null }] },
    })
    const key = `m${message?.inbound_id}`
    const reason = message?.reason ?? ''
    for (const input of [{ key }, { ...his, reason }]) {
      expect(await replayHl7(ward.database, input, of('nw'), log)).toMatchObject({ code: 'not-found' })
    }
    expect(await ward.inbound()).toMatchObject([{ outcome: 'quarantined' }])
    expect(await ward.database.rows(`select from act where command = 'interfaces/replay'`)).toEqual([])
  })

  it('and all with the same reason are replayed in the order of receipt, with what followed from them', async () => {
    const other: Told = { mrn: '200', visit: 'V2', name: 'LEMON' }
    await tell('A01', { at: '9Z^9^1', when: hour(1) })
    await tell('A02', { at: '4W^A^2', when: hour(2) }) // begins the visit: evidently there
    await tell('A03', { ...other, when: hour(4) }) // nobody told of this visit
    await tell('A01', { ...other, at: '9Z^9^1', when: hour(5) })
    await tell('A21', { ...other, when: hour(6) }) // nor of this, being quarantined
    await tell('A21', { mrn: '300', visit: 'V3', when: hour(6) }) // somebody else: not meant
    await map('9Z', { unit: '4W' })
    const reason = 'PV1-3: there is no unit "9Z" on this site'
    expect(await replay({ ...his, reason })).toEqual({ ok: true, result: { tried: 3, ...none, applied: 3 } })
    expect(await ward.stays('V1')).toEqual([
      '4W-1 2026-05-01T00:00:00.000Z 2026-05-01T01:00:00.000Z',
      '4W-2 2026-05-01T01:00:00.000Z now',
    ])
    expect((await inbound()).map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'ADT^A01 applied',
      'ADT^A02 applied',
      'ADT^A03 quarantined',
      'ADT^A01 applied',
      'ADT^A21 applied',
      'ADT^A21 quarantined',
    ])
  })

  it('resent by its sender and replayed by a person at once has one effect', async () => {
    const message = adt('A01', { at: '9Z^9^1' })
    await peer.ask(message)
    await map('9Z', { unit: '4W' })
    const [stored] = await inbound()
    await Promise.all([peer.ask(message), replay({ key: `m${stored?.inbound_id}` })])
    expect(await ward.database.rows('select 1 from encounter')).toHaveLength(1)
    expect(await inbound()).toMatchObject([{ outcome: 'applied' }])
  })
})

describe('a sender whose control ids come again', () => {
  it('is believed once its setting says so; the message quarantined before is replayed', async () => {
    await tell('A01', { at: '4W^A^1', id: '1', when: hour(1) })
    const second = adt('A02', { at: '4W^A^2', id: '1', when: hour(2) })
    expect(codeOf(await peer.ask(second))).toBe('AE')
    await does('hospital/set-sender', { ...his, site: 'gh', reused_ids: true })
    const reason = 'MSH-10: this control id came before, with other content'
    expect(await replay({ ...his, reason })).toMatchObject({ ok: true, result: { applied: 1 } })
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
    expect(codeOf(await peer.ask(second))).toBe('AA') // the very same again is still the same
    expect(await tell('A02', { at: '4W^A^3', id: '1', when: hour(3) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-3': 'ORANGE' })
  })
})
