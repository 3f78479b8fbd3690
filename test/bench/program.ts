/**
 * Processes of their own: generators, walls and the bare floors run beside the server, never inside what is measured.
 * A program serves verbs; whoever started it asks them one after the other.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

type Verbs = Record<string, (what: never) => unknown>

/** What a program can be asked: its verbs, each with what it is given and what it answers. */
export interface Program<V extends Verbs> {
  pid: number
  ask<K extends keyof V & string>(verb: K, ...what: Parameters<V[K]>): Promise<Awaited<ReturnType<V[K]>>>
  stop(): Promise<void>
}

interface Asked {
  verb: string
  what: unknown
}
type Answered = { answer: unknown } | { failed: string }

/** The program's side: serves its verbs until its parent is gone. */
export function serve(verbs: Verbs): void {
  process.on('message', (message) => {
    const { verb, what } = message as Asked // our own parent sends nothing else
    const work = async (): Promise<Answered> => ({ answer: await verbs[verb]?.(what as never) })
    void work()
      .catch((error: unknown): Answered => ({ failed: error instanceof Error ? (error.stack ?? '') : '' }))
      .then((answered) => process.send?.(answered))
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ answer: 'ready' } satisfies Answered)
}

/** Starts a program of `programs/`, and waits until it is ready. */
export async function started<V extends Verbs>(name: string, args: readonly string[]): Promise<Program<V>> {
  const child = fork(fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)), [...args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  await answer(child, name)
  return {
    pid: child.pid ?? 0,
    ask: async (verb, ...[what]) => {
      const answered = answer(child, name)
      child.send({ verb, what } satisfies Asked)
      return (await answered) as never // what its verb answers: `serve` sends nothing else
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}

function answer(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`${name} ended with ${String(code)}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      const answered = message as Answered
      if ('failed' in answered) reject(new Error(`${name}: ${answered.failed}`))
      else resolve(answered.answer)
    })
  })
}
