/** People at consoles: commands over HTTP, each with its Idempotency-Key, the same again until it is answered. */
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from '../../../devices/seeded.ts'
import type { Input } from '../ledger.ts'
import { answering, options } from './driver.ts'
import { asked as askedAt } from '../../support/keys.ts'

export interface ConsolesOptions {
  url: string
  site: string
  people: { name: string; beds: string[] }[]
  /** Each of them, a second. */
  rate: number
  seed: number
}

/** Longer than the server may take for anything, so that a request that hangs is seen to hang. */
const PATIENCE_MS = 20_000
const AGAIN_MS = 250

const { url, site, people, rate, seed } = options<ConsolesOptions>()
const inputs: Input[] = []
let running = false
let over = false
let busy = 0
let longestMs = 0
let lastYes = 0
/** How requests ended that were not answered with a yes: the status, or the network's word. */
const troubles: Record<string, number> = {}
const blocked = new Set<string>()

async function live(name: string, beds: readonly string[], random: () => number): Promise<void> {
  busy++
  for (let nth = 0; ; nth++) {
    await pause((-Math.log(1 - random()) / rate) * 1000)
    if (!isRunning()) break
    const key = `${name}-${nth}-${Date.now().toString(36)}`
    const bed = beds[Math.floor(random() * beds.length)] ?? ''
    if (random() < 0.4) await done(key, name, 'patients/register', { site, family: key })
    else if (blocked.has(bed)) {
      if (await done(key, name, 'beds/unblock', { site, bed })) blocked.delete(bed)
    } else if (await done(key, name, 'beds/block', { site, bed, reason: 'repair' })) blocked.add(bed)
  }
  busy--
}

/** @returns whether it was done. */
async function done(key: string, who: string, command: string, body: object): Promise<boolean> {
  const input: Input = { id: key, sentAt: Date.now() }
  inputs.push(input)
  while (!over) {
    const status = await asked(key, who, command, body)
    if (status === 200) {
      input.acknowledgedAt = lastYes = Date.now()
      return true
    }
    if (typeof status === 'number' && status < 500) {
      input.refused = `${command} was answered with ${status}`
      return false
    }
    await pause(AGAIN_MS)
  }
  return false
}

async function asked(key: string, who: string, command: string, body: object): Promise<number | undefined> {
  const began = performance.now()
  try {
    const response = await askedAt(`${url}/api/commands/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-wardroom-who': who, 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await response.arrayBuffer()
    if (!response.ok) note(String(response.status))
    return response.status
  } catch (error) {
    note(error instanceof Error ? error.name : 'unknown')
    return undefined
  } finally {
    longestMs = Math.max(longestMs, performance.now() - began)
  }
}

const isRunning = (): boolean => running
const note = (what: string): void => void (troubles[what] = (troubles[what] ?? 0) + 1)

answering({
  go: () => {
    running = true
    people.forEach(({ name, beds }, nth) => void live(name, beds, seeded(seed + nth)))
  },
  rest: () => {
    running = false
  },
  pending: () => busy,
  blocked: (): string[] => [...blocked],
  lastYes: () => lastYes,
  giveUp: () => {
    over = true
  },
  longestMs: () => {
    const was = longestMs
    longestMs = 0
    return was
  },
  troubles: () => troubles,
  taken: (): Input[] => inputs.splice(0),
})
