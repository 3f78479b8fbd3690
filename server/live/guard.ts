/**
 * Whether those who look may still look. What ends it (a session, a grant, a token, a person) comes by the log like
 * everything else, so every server learns of it at once; what ends by the clock is looked at with each beat.
 */
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Instant } from '../../schema/terms.ts'
import { rightsOf } from '../../schema/walls.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'

const CONCERNS: ReadonlySet<Change['table']> = new Set(['person', 'person_grant', 'session', 'token', 'wall'])
/** Who has just signed in is in the database before the log has told of it; not for longer than this. */
const NEWS_WITHIN_MS = 5000

/** Whether these changes may end somebody's looking. */
export const concernsViewers = (changes: readonly Change[]): boolean =>
  changes.some(({ table }) => CONCERNS.has(table))

export class Guard {
  readonly viewer: Viewer
  readonly #rights: string
  readonly #since = performance.now()
  #known = false

  constructor(viewer: Viewer) {
    this.viewer = viewer
    this.#rights = asText(viewer)
  }

  /** @param now by the log */
  mayLook(mirror: MirrorView, now: Instant): boolean {
    const found = this.#find(mirror, now)
    if (!found) return !this.#known && performance.now() - this.#since < NEWS_WITHIN_MS
    this.#known = true
    return found.until > now && asText(found) === this.#rights
  }

  #find(mirror: MirrorView, now: Instant): Found | undefined {
    const { kind, id, session, most } = this.viewer
    if (kind === 'token') {
      const token = mirror.token.get(id)
      return token && { ...token, most }
    }
    if (kind === 'wall') {
      const wall = mirror.wall.get(id)
      return wall && { ...rightsOf(wall), until: this.viewer.until }
    }
    if (session === null) return undefined
    const held = mirror.session.get(session)
    if (!held || mirror.person.get(id)?.disabled_at !== null) return undefined
    return {
      until: held.idle_until < held.until ? held.idle_until : held.until,
      grants: [...mirror.person_grant.where('person_id', id)].filter(
        (grant) => grant.until === null || grant.until > now,
      ),
      most,
    }
  }
}

interface Rights extends Pick<Viewer, 'most' | 'pages'> {
  grants: readonly Grant[]
}
type Found = Rights & { until: Instant }

/** The same rights are the same text, in whatever order the grants come. */
const asText = ({ grants, most, pages = [] }: Rights): string =>
  grants
    .map(({ role, site, unit }) => JSON.stringify([role, site, unit]))
    .sort()
    .concat(most, pages)
    .join()
