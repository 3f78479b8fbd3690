/**
 * What every generator has in common: a process of its own that is told how long, how fast and from which seed, turns one
 * thing after the other on, and each off again a little later, and answers what it sent, when.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { seeded } from '../../devices/seeded.ts'
import { machineClock } from './clock.ts'
import type { Moment } from './latency.ts'

/** How much is to be sent: `rate` a second, at moments of chance (a Poisson process), as devices do. */
export interface Burst {
  seconds: number
  rate: number
  seed: number
}

/** So many things are on at a time: a ward in which a tenth of the beds call is already a bad day. */
const ON_AT_ONCE = 20

const REST = 'rest'

type Send = (thing: string, value: 'on' | 'off', stamp: () => void) => Promise<void> | void

/** The generator's side: serves bursts until its parent is gone. `send` calls `stamp` at the moment that counts. */
export function generate(things: readonly string[], send: Send): void {
  const clock = machineClock()
  const on: string[] = []
  let turn = 0
  const next = (): [thing: string, value: 'on' | 'off'] => {
    const oldest = on.length === ON_AT_ONCE ? on.shift() : undefined
    if (oldest !== undefined) return [oldest, 'off']
    const thing = things[turn++ % things.length] ?? ''
    on.push(thing)
    return [thing, 'on']
  }
  const burst = async ({ seconds, rate, seed }: Burst): Promise<Moment[]> => {
    const random = seeded(seed)
    const sent: Moment[] = []
    let due = clock()
    const end = due + seconds * 1000
    for (;;) {
      due += (-Math.log(1 - random()) / rate) * 1000
      if (due > end) return sent
      await sleep(Math.max(0, due - clock()))
      const [thing, value] = next()
      await send(thing, value, () => void sent.push({ thing, value, at: clock() }))
    }
  }
  const rest = async (): Promise<Moment[]> => {
    for (const thing of on.splice(0)) await send(thing, 'off', () => undefined)
    return []
  }
  process.on('message', (message) => {
    const done = message === REST ? rest() : burst(message as Burst) // our own parent sends nothing else
    void done.then((sent) => process.send?.(sent))
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.('ready')
}

/** The bench's side of a process. */
export interface Forked {
  /** Sends a burst and waits until it is over. */
  burst(what: Burst): Promise<Moment[]>
  /** Turns off what is on, so that another generator changes something with all it sends. */
  rest(): Promise<void>
  /** What it said once it was ready: 'ready', or what the others need to know of it. */
  said: unknown
  stop(): Promise<void>
}

/** Starts a program of this folder, and waits for its first word. */
export async function forked(file: string, args: readonly string[]): Promise<Forked> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const said = await answer(child, file)
  return {
    said,
    burst: async (what) => {
      child.send(what)
      return (await answer(child, file)) as Moment[] // a generator answers a burst with nothing else
    },
    rest: async () => {
      child.send(REST)
      await answer(child, file)
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}

function answer(child: ChildProcess, file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`${file} ended with ${String(code)}`))
    child.once('exit', ended)
    child.once('message', (message: unknown) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}
