/** S10 at the doors of messages: connections that only stand there, and the hospital's own interface and sensors meanwhile. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { adt, codeOf, dial } from '../hl7/peer.ts'
import { as, connect as signIn, letInDevices, reading } from '../mqtt/ward.ts'
import { until } from '../support/until.ts'
import { openTarget, type Target } from './target.ts'

let at: Target
const sockets: Socket[] = []
beforeAll(async () => {
  at = await openTarget()
  await letInDevices(at.ward.database)
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(() => at.stop())

/** Connections that say this and no more; some at a time, for the system's own queue is short. */
async function flood(port: number, many: number, text: string): Promise<Socket[]> {
  const all: Socket[] = []
  while (all.length < many) {
    const some = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'))
    sockets.push(...some)
    for (const socket of some) {
      socket.on('error', () => undefined) // being cut is what this is about
      socket.resume()
      socket.once('connect', () => text !== '' && socket.write(text))
    }
    await Promise.all(some.map((socket) => once(socket, 'connect').catch(() => undefined)))
    all.push(...some)
  }
  return all
}
const open = (some: readonly Socket[]): number => some.filter(({ closed }) => !closed).length

test.each([
  ['say nothing', ''],
  ['begin a message and do not end it', '\x0bMSH|^~\\&|'],
  ['are nobody whose messages are taken', '\x0bhere I am\x1c\r'],
])(
  'at HL7, connections that %s make room: an interface gets in, and its messages are taken',
  async (_, text) => {
    const some = await flood(at.ports.hl7, 300, text)
    await until(() => open(some) <= 50, { what: 'all but fifty of one address to go' })
    const engine = await dial(at.ports.hl7)
    expect(codeOf(await engine.ask(adt('A08', { mrn: '1' })))).toMatch(/A[AE]/)
    const more = await flood(at.ports.hl7, 200, text)
    await until(() => open(more) <= 50, { what: 'those to go too' })
    expect(codeOf(await engine.ask(adt('A08', { mrn: '2' }))), 'the one that was heard stays').toMatch(
      /A[AE]/,
    )
    await engine.close()
  },
)

test('at MQTT, who has not signed in makes room for who does, and goes after five seconds; a sensor is heard all the while', async () => {
  const url = `mqtt://127.0.0.1:${at.ports.mqtt}`
  const some = await flood(at.ports.mqtt, 1200, '')
  await until(() => open(some) <= 1000, { what: 'those above a thousand to go' })
  const sensor = await signIn(url, as('s1'))
  await sensor.publishAsync('wardroom/gh/bed/s1/occupancy', reading(1), { qos: 1 })
  await until(() => open(some) === 0, { what: 'all of them to be gone', timeoutMs: 60_000 })
  await sensor.publishAsync('wardroom/gh/bed/s1/occupancy', reading(2), { qos: 1 })
  await sensor.endAsync()
})
