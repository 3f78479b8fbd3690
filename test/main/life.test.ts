/** Starting, stopping, being killed, and starting again: on the same data, by whoever runs it, wherever it lies. */
import { connect } from 'node:net'
import { io } from 'socket.io-client'
import { afterEach, describe, expect, test } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import { freePorts, Hospital, hospital } from '../journeys/hospital.ts'
import { ward } from '../journeys/ward.ts'
import { Program } from '../outgoing/program.ts'
import { until } from '../support/until.ts'
import { asProgram, asked } from '../support/keys.ts'

/** Each starts it several times. */
const PATIENCE_MS = 400_000
const EMPTY = { settings: { WARDROOM_DEMO: 'off' } }

let house: Hospital | undefined
afterEach(async () => {
  await house?.clear()
  house = undefined
})

const beds = async ({ url }: Hospital): Promise<BedRow[]> =>
  ((await (await asked(`${url}/api/boards/beds?site=gh&level=full`)).json()) as { rows: BedRow[] }).rows

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

describe('stopping', { timeout: PATIENCE_MS }, () => {
  test('SIGTERM and Ctrl-C stop everything that was started, and what was laid out is there the next time', async ({
    annotate,
  }) => {
    house = await hospital(EMPTY)
    await annotate(`first start ready in ${seconds(await house.start())}`)
    await house.done('hospital/lay-out', ward)
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      expect(house.postgresPids()).toHaveLength(1)
      expect(await house.stop(signal)).toBe(0)
      expect(house.postgresPids()).toEqual([])
      const { http, mqtt, hl7 } = house.ports
      for (const port of [http, mqtt, hl7]) expect(await answers(port)).toBe(false)
      await annotate(`start after ${signal} ready in ${seconds(await house.start())}`)
      expect(await beds(house)).toHaveLength(6)
    }
  })

  test('being told so while it still starts leaves no Postgres behind', async () => {
    house = await hospital(EMPTY)
    house.launch()
    await until(() => house?.postgresPids().length, { what: 'Postgres to be started', timeoutMs: 120_000 })
    expect(await house.stop('SIGTERM')).toBe(0)
    expect(house.postgresPids()).toEqual([])
  })
})

describe('after kill -9', { timeout: PATIENCE_MS }, () => {
  test('the next start stops the Postgres left behind, and all that was answered for is there', async ({
    annotate,
  }) => {
    const settings = { ...EMPTY.settings, WARDROOM_WEBHOOK_NETWORKS: '127.0.0.1' }
    house = await hospital({ settings })
    await house.start()
    await house.done('hospital/lay-out', ward)
    const { patient_id } = await house.done('patients/register', { site: 'gh', family: 'Ashworth' })
    const told = await new Program().start()
    const webhook = { site: 'gh', name: 'Bed app', url: told.url }
    const { secret = '' } = await house.done('interfaces/set-webhook', {
      ...webhook,
      events: ['visit.admitted'],
    })
    told.secret = secret
    await told.kill() // away, while the server is
    await house.done('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-1' } })
    const [orphan] = house.postgresPids()
    await house.crash()
    expect(house.postgresPids()).toEqual([orphan])
    await told.start()
    await annotate(`start after kill -9 ready in ${seconds(await house.start())}`)
    expect(house.output).toContain('stopping the database an earlier Wardroom left running')
    expect(house.postgresPids()).not.toContain(orphan)
    const first = (await beds(house)).find(({ bed }) => bed === '4W-1')
    expect(first?.patient?.name).toBe('Ashworth')
    await until(() => told.types.length, { what: 'the program to be told of what was done before' })
    expect([told.types, told.refused]).toEqual([['visit.admitted'], []])
    await told.kill()
  })

  test('of its Postgres alone, it is started again, and the server goes on where it was', async () => {
    house = await hospital(EMPTY)
    await house.start()
    await house.done('hospital/lay-out', ward)
    const { url, pid } = house
    const [killed] = house.postgresPids()
    process.kill(killed ?? 0, 'SIGKILL')
    await until(async () => (await fetch(`${url}/readyz`)).status === 503, { what: 'the server to say so' })
    await until(async () => (await fetch(`${url}/readyz`)).ok, {
      what: 'it to be ready again',
      timeoutMs: 60_000,
    })
    expect(house.pid).toBe(pid)
    expect(house.postgresPids()).not.toContain(killed)
    await house.done('beds/block', { site: 'gh', bed: '4W-2', reason: 'repair' })
    await until(async () => (await beds(house as Hospital)).some(({ state }) => state === 'blocked'), {
      what: 'the picture to go on',
    })
  })

  test('a second Wardroom leaves the data of a living one alone, and says who has it', async () => {
    house = await hospital(EMPTY)
    await house.start()
    const second = new Hospital(await freePorts(), house.folder, EMPTY)
    second.launch()
    expect(await second.ended()).toBe(1)
    expect(second.output).toMatch(
      new RegExp(`Wardroom cannot start\\. Another Wardroom \\(process ${house.pid}\\).*WARDROOM_DATA`),
    )
    expect((await fetch(`${house.url}/readyz`)).status).toBe(200)
  })
})

describe('a screen behind a proxy that lets no WebSocket through', { timeout: PATIENCE_MS }, () => {
  test('is fed by long polling, three of them, and the server lives on', async () => {
    house = await hospital(EMPTY)
    await house.start()
    await house.done('hospital/lay-out', ward)
    const { url } = house
    const links = Array.from({ length: 3 }, () =>
      io(url, { transports: ['polling'], forceNew: true, reconnection: false, extraHeaders: asProgram }),
    )
    const room = { board: 'beds', place: {}, level: 'full' } as const
    const told = new Map(links.map((link) => [link, 0]))
    try {
      for (const link of links) {
        link.on('board:delta', () => told.set(link, (told.get(link) ?? 0) + 1))
        const opened: unknown = await link.timeout(10_000).emitWithAck('board:open', room)
        expect(opened).toMatchObject({ ok: true })
      }
      await house.done('beds/block', { site: 'gh', bed: '4W-1', reason: 'repair' })
      await until(() => [...told.values()].every((times) => times > 0), { what: 'every screen to be told' })
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
      expect(house.output).not.toContain('ERR_HTTP_HEADERS_SENT')
    } finally {
      for (const link of links) link.disconnect()
    }
  })
})

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
