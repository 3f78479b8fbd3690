/**
 * What all drivers have in common: a process of its own that answers questions by name, and ends with its parent. It runs
 * until it is told to rest; at rest it begins nothing new, and goes on trying what has not been answered.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

type Answers = Record<string, (given: never) => unknown>
interface Question {
  nth: number
  name: string
  given: unknown
}
interface Answer {
  nth: number
  value?: unknown
  error?: string
}

/** The driver's side. */
export function answering(answers: Answers): void {
  process.on('message', (message) => {
    const { nth, name, given } = message as Question // our parent says nothing else
    const reply = (answer: Omit<Answer, 'nth'>): void => void process.send?.({ nth, ...answer })
    Promise.resolve()
      .then(() => answers[name]?.(given as never))
      .then(
        (value) => reply({ value }),
        (error: unknown) =>
          reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.('ready')
}

/** The bench's side. */
export class Driver {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #nth = 0

  private constructor(child: ChildProcess, name: string) {
    this.#child = child
    this.#name = name
    child.on('message', (message) => {
      if (message === 'ready') return
      const { nth, value, error } = message as Answer // a driver says nothing else
      const asked = this.#asked.get(nth)
      this.#asked.delete(nth)
      if (error === undefined) asked?.resolve(value)
      else asked?.reject(new Error(`${name}: ${error}`))
    })
    child.once('exit', (code) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`${name} ended with ${String(code)}`))
      this.#asked.clear()
    })
  }

  /** Starts a program of this folder with what it is to know. */
  static async start(file: string, options: object): Promise<Driver> {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(options)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`${file} ended with ${String(code)}`)))
    })
    return new Driver(child, file)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Its answer; what it is, the caller knows. */
  ask<T = undefined>(name: string, given?: unknown): Promise<T> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.reject(new Error(`${this.#name} is gone`))
    const nth = ++this.#nth
    return new Promise<T>((resolve, reject) => {
      this.#asked.set(nth, { resolve: resolve as (value: unknown) => void, reject })
      this.#child.send({ nth, name, given })
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGCONT')
    this.#child.kill('SIGTERM')
    await gone
  }
}

/** What this driver was started with. */
export const options = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T // its parent's words
