/** Who is connected, by what they came in with: those whose credential is over are sent away at once. */
import type { Speaker } from './guard.ts'

/** What ends by itself is looked for this often. */
const LOOK_MS = 1000
/** Of credentials that are over so many are remembered: who is just signing in may have been let in by the one of before. */
const REMEMBERED = 10_000

export class Company<Client> {
  readonly #leave: (client: Client) => void
  readonly #here = new Map<Client, Speaker>()
  readonly #over = new Set<number>()
  readonly #timer: NodeJS.Timeout

  /** @param leave how somebody is cut */
  constructor(leave: (client: Client) => void) {
    this.#leave = leave
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref()
  }

  /** @returns whether they may stay: their credential may have ended while they signed in */
  joined(client: Client, speaker: Speaker): boolean {
    if (this.#over.has(speaker.credential)) return false
    this.#here.set(client, speaker)
    return true
  }

  left(client: Client): void {
    this.#here.delete(client)
  }

  /** From when on this credential is over [ms since 1970]. */
  ends(credential: number, at: number): void {
    for (const [client, speaker] of this.#here)
      if (speaker.credential === credential) this.#here.set(client, { ...speaker, until: at })
    if (at <= Date.now()) this.#remember(credential)
    this.#look()
  }

  /** What they came in with. */
  get credentials(): number[] {
    return [...new Set([...this.#here.values()].map(({ credential }) => credential))]
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = Date.now()
    for (const [client, { until }] of this.#here) if (until <= now) this.#leave(client)
  }

  #remember(credential: number): void {
    this.#over.add(credential)
    if (this.#over.size > REMEMBERED) for (const oldest of this.#over) return void this.#over.delete(oldest)
  }
}
