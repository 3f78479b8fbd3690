/**
 * Whether those who look may still look. What ends it (a session, a grant, a token, a person) comes by the log like
 * everything else, so every server learns of it at once; what ends by the clock is looked at with each beat.
 */
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'

const CONCERNS: ReadonlySet<Change['table']> = new Set(['person', 'person_grant', 'session', 'token'])
/** Who has just signed in is in the database before the log has told of it; not for longer than this. */
const NEWS_WITHIN_MS = 5000

/** Whether these changes may end somebody's looking. */
export const concernsViewers = (changes: readonly Change[]): boolean =>
  changes.some(({ table }) => CONCERNS.has(table))

export class Guard {
  readonly viewer: Viewer
  readonly #grants: string
  readonly #since = performance.now()
  #known = false

  constructor(viewer: Viewer) {
    this.viewer = viewer
    this.#grants = asText(viewer.grants)
  }

  /** @param now by the log */
  mayLook(mirror: MirrorView, now: Instant): boolean {
    const found = this.#find(mirror)
    if (!found) return !this.#known && performance.now() - this.#since < NEWS_WITHIN_MS
    this.#known = true
    return found.until > now && asText(found.grants) === this.#grants
  }

  #find(mirror: MirrorView): { until: Instant; grants: readonly Grant[] } | undefined {
    const { kind, id, session } = this.viewer
    if (kind === 'token') return mirror.token.get(id)
    if (kind === 'wall' || session === null) return undefined
    const held = mirror.session.get(session)
    if (!held || mirror.person.get(id)?.disabled_at !== null) return undefined
    return {
      until: held.idle_until < held.until ? held.idle_until : held.until,
      grants: [...mirror.person_grant.where('person_id', id)],
    }
  }
}

/** The same grants are the same text, in whatever order they come. */
const asText = (grants: readonly Grant[]): string =>
  grants
    .map(({ role, site, unit }) => JSON.stringify([role, site, unit]))
    .sort()
    .join()
