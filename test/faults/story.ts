/** What the servers said of themselves while something was broken: at /readyz, and to whoever reads their log. */
import type { Hospital } from '../journeys/hospital.ts'
import { until } from '../support/until.ts'
import type { Fault, Measured } from './fault.ts'

const ASK_MS = 200
const ANSWER_WITHIN_MS = 5000
/** Warnings and errors of one server in one run, beside those that tell of the fault itself. */
const WARNINGS_MAX = 20
const WARN = 40
const GREEN_WITHIN_MS = 20_000

interface Readyz {
  ready: boolean
  reasons: Record<string, string>
  warnings?: Record<string, string>
}
interface Line {
  level: number
  event?: string
  part?: string
  msg: string
}

export class Story {
  readonly #servers: readonly { server: Hospital; from: number }[]
  /** Reasons and warnings of /readyz, and by how many answers. */
  readonly #reasons = new Map<string, number>()
  readonly #warnings = new Map<string, number>()
  #over = false

  constructor(servers: readonly Hospital[]) {
    this.#servers = servers.map((server) => ({ server, from: server.chronicle.length }))
    for (const { server } of this.#servers) void this.#ask(server)
  }

  /** Once all is whole again. @returns what was not told, or told wrongly */
  async end({ told = {} }: Fault): Promise<{ broken: string[]; measured: Measured[] }> {
    const broken: string[] = []
    const green = this.#servers.map(async ({ server }) => {
      let last: Readyz | undefined
      const isGreen = async (): Promise<boolean> => {
        last = await readyz(server)
        return last.ready && !((told.readyz ?? '') in (last.warnings ?? {}))
      }
      await until(isGreen, { what: 'green', timeoutMs: GREEN_WITHIN_MS }).catch(() =>
        broken.push(`readyz is not green again: ${JSON.stringify(last)}`),
      )
    })
    await Promise.all(green)
    const wanted = told.log ?? []
    const all = this.#servers.map(({ server, from }) => linesOf(server.chronicle.slice(from)))
    const ended = (): string[] => wanted.filter((event) => !all.flat().some((line) => nameOf(line) === event))
    // The last of them may be that something is back for good.
    await until(
      () => {
        this.#servers.forEach(({ server, from }, nth) => (all[nth] = linesOf(server.chronicle.slice(from))))
        return ended().length === 0
      },
      { what: 'the log to tell all of it', timeoutMs: GREEN_WITHIN_MS },
    ).catch(() => broken.push(`the log never told: ${ended().join(', ')}`))
    this.#over = true

    if (told.readyz !== undefined && !this.#reasons.has(told.readyz) && !this.#warnings.has(told.readyz))
      broken.push(`readyz never said "${told.readyz}"`)
    const mayBeRed = [told.readyz, ...(told.also ?? [])]
    for (const [reason, times] of this.#reasons)
      if (!mayBeRed.includes(reason)) broken.push(`readyz was red for "${reason}", ${times} times asked`)
    const may = [...wanted, ...(told.also ?? [])]
    const feared = new Set(all.flat().map(nameOf))
    for (const event of feared)
      if (event?.startsWith('away ') === true && !may.includes(event)) broken.push(`the log told "${event}"`)
    for (const event of wanted) {
      const most = Math.max(...all.map((lines) => lines.filter((line) => nameOf(line) === event).length))
      if (most > 1) broken.push(`the log told "${event}" ${most} times`)
    }
    const beside = all.map((lines) =>
      lines.filter(
        (line) => line.level >= WARN && !wanted.includes(nameOf(line) ?? '') && line.msg !== told.often,
      ),
    )
    const most = beside.sort((a, b) => b.length - a.length)[0] ?? []
    if (most.length > WARNINGS_MAX) broken.push(`the log is full of: ${commonest(most)}`)
    return {
      broken,
      measured: [{ what: 'other warnings', value: most.length, limit: WARNINGS_MAX, unit: '' }],
    }
  }

  async #ask(server: Hospital): Promise<void> {
    while (!this.#over) {
      const { reasons = {}, warnings = {} } = (await readyz(server).catch(() => undefined)) ?? {}
      for (const [told, seen] of [
        [reasons, this.#reasons],
        [warnings, this.#warnings],
      ] as const)
        for (const name of Object.keys(told)) seen.set(name, (seen.get(name) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, ASK_MS))
    }
  }
}

async function readyz({ url }: Hospital): Promise<Readyz> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  return (await answer.json()) as Readyz // the server says nothing else there
}

/** "away the database", "stopping". */
const nameOf = ({ event, part }: Line): string | undefined =>
  event === undefined ? undefined : [event, part].filter((one) => one !== undefined).join(' ')

const linesOf = (output: string): Line[] =>
  output.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    try {
      return [JSON.parse(line) as Line] // pino's
    } catch {
      return [] // the half of a line that was being written
    }
  })

function commonest(lines: readonly Line[]): string {
  const counts = new Map<string, number>()
  for (const { msg } of lines) counts.set(msg, (counts.get(msg) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([msg, n]) => `"${msg}" ${n} times`)
    .join(', ')
}
