/** What the demo's devices sign in with: given to them as to any others, anew at each start, and kept nowhere. */
import type { DeviceKind } from '../../schema/devices/index.ts'
import type { Run } from '../commands/run.ts'
import { DEMO_SITE as site } from './layout.ts'

const MOST_AT_ONCE = 1000

export class DemoKeys {
  readonly #run: Run
  readonly #wanted: boolean

  /** @param url of the broker; with a user in it the devices are who that is, and sign in with nothing of their own */
  constructor(run: Run, url: string) {
    this.#run = run
    this.#wanted = new URL(url).username === ''
  }

  /** @throws when they are not given: the database is away, or somebody took a device off the books. */
  async of(kind: DeviceKind, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const secrets = new Map<string, string>()
    if (!this.#wanted) return secrets
    for (let at = 0; at < codes.length; at += MOST_AT_ONCE) {
      const input = { site, kind, codes: codes.slice(at, at + MOST_AT_ONCE), keep_days: 0 }
      const given = await this.#run('credentials/issue', input, { door: 'system', who: 'demo: devices' })
      if (!given.ok) throw new Error(given.message)
      for (const { code, secret } of given.result.secrets ?? []) secrets.set(code, secret)
    }
    return secrets
  }
}
