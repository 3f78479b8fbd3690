/** Who may still look: what ends a screen's right to be told more; and what a wall is given to show. */
import type { Grant } from '../../../schema/access/roles.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { WallIs } from '../../../schema/walls.ts'
import { NEVER, always, whileOpen, type Specs } from './kept.ts'

export interface AccessTables {
  person: { person_id: number; name: string; disabled_at: Instant | null }
  person_grant: {
    person_grant_id: number
    person_id: number
    role: Grant['role']
    site: string | null
    unit: string | null
    ended_at: Instant | null
    until: Instant | null
  }
  session: {
    session_id: number
    person_id: number
    idle_until: Instant
    until: Instant
    ended_at: Instant | null
  }
  token: { token_id: number; grants: Grant[]; until: Instant; revoked_at: Instant | null }
  wall: WallIs & { revoked_at: Instant | null }
}

export const accessTables: Specs<AccessTables> = {
  person: {
    key: ['person_id'],
    lookups: [],
    load: 'select person_id, name, disabled_at from person',
    until: always,
  },
  person_grant: {
    key: ['person_grant_id'],
    lookups: ['person_id'],
    load: `select person_grant_id, person_id, role, site, unit, ended_at, until from person_grant where ended_at is null`,
    until: (row) => whileOpen(row.ended_at === null),
  },
  session: {
    key: ['session_id'],
    lookups: [],
    load: `select session_id, person_id, idle_until, until, ended_at from session
      where ended_at is null and least(idle_until, until) > (select date_trunc('minute', at) from clock)`,
    until: (row) => (row.ended_at === null ? least(row.idle_until, row.until) : NEVER),
  },
  token: {
    key: ['token_id'],
    lookups: [],
    load: `select token_id, grants, until, revoked_at from token
      where revoked_at is null and until > (select date_trunc('minute', at) from clock)`,
    until: (row) => (row.revoked_at === null ? row.until : NEVER),
  },
  wall: {
    key: ['wall_id'],
    lookups: [],
    load: `select wall_id, name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, blank, muted, revoked_at
      from wall where revoked_at is null`,
    until: (row) => whileOpen(row.revoked_at === null),
  },
}

const least = (a: Instant, b: Instant): Instant => (a < b ? a : b)
