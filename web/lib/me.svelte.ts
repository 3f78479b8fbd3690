/** Who is signed in here, and the ways to be. */
import { sessionNow, type SessionNow } from '../../schema/access/session.ts'
import { mayRun, type At } from '../../schema/access/may.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { CommandName } from '../../schema/commands/index.ts'

/** Somebody who is there says so once in a while: then they are not signed out. */
const SAY_MS = 60_000
const AGAIN_MS = 2000

export class Me {
  #now = $state.raw<SessionNow | null>(null)
  #saidAt = -Infinity
  #asking = false
  #timer: ReturnType<typeof setTimeout> | undefined

  /** null: nobody; undefined: not known yet. */
  get viewer(): Viewer | null | undefined {
    return this.#now?.viewer
  }
  /** They are signed in, and must add a second factor before they are anybody here. */
  get owes(): boolean {
    return this.#now?.owes ?? false
  }
  /** As the record will name them. */
  get name(): string {
    return this.#now?.viewer?.name ?? ''
  }
  /** Whom one may be here without a password. */
  get demo(): SessionNow['demo'] {
    return this.#now?.demo ?? []
  }
  /** What stands on the button to the hospital's identity provider; null: there is none. */
  get sso(): string | null {
    return this.#now?.sso ?? null
  }
  /** Whether the server will let them do this there; without a place: anywhere. What it will not is not offered. */
  may(command: CommandName, at?: At): boolean {
    return mayRun(this.#now?.viewer?.grants ?? [], command, at)
  }

  /** Asks until it is answered. */
  async learn(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    clearTimeout(this.#timer)
    try {
      const response = await fetch('/api/session')
      const read = sessionNow.safeParse(await response.json())
      if (read.success) {
        if (JSON.stringify(read.data) !== JSON.stringify(this.#now)) this.#now = read.data
        keep(read.data)
      } else this.#later()
    } catch {
      this.#now ??= kept() // nobody answers: a phone without a link is still whose it was; a server asks anew
      this.#later()
    } finally {
      this.#asking = false
    }
  }

  /** In the demo one is whom one likes. @returns whether that was let */
  async be(role: SessionNow['demo'][number]): Promise<boolean> {
    const response = await post('/api/session/demo', { role })
    await this.learn()
    return response?.ok ?? false
  }

  async signOut(): Promise<void> {
    await fetch('/api/session', { method: 'DELETE' }).catch(() => undefined)
    await this.learn()
  }

  /** They touched the screen. */
  touched(): void {
    if (this.viewer?.kind !== 'person' || performance.now() - this.#saidAt < SAY_MS) return
    this.#saidAt = performance.now()
    void post('/api/session/here', {}).then((response) => {
      if (response?.status === 401) void this.learn()
    })
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #later(): void {
    this.#timer = setTimeout(() => void this.learn(), AGAIN_MS)
  }
}

/** undefined: nobody answers. */
const post = (path: string, body: object): Promise<Response | undefined> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined)

// Who it is, and nothing that proves it: that the cookie does, which no page can read.
const NAME = 'wardroom.me'

function keep(now: SessionNow): void {
  try {
    if (now.viewer) localStorage.setItem(NAME, JSON.stringify(now))
    else localStorage.removeItem(NAME)
  } catch (error) {
    console.info('this browser does not keep who is signed in', error)
  }
}

function kept(): SessionNow | null {
  try {
    return sessionNow.safeParse(JSON.parse(localStorage.getItem(NAME) ?? 'null')).data ?? null
  } catch {
    return null
  }
}
