/** Clinics of outpatients, and the numbers of today and yesterday. */
import type { TicketPriority, TicketState } from '../../../schema/clinics.ts'
import type { Instant } from '../../../schema/terms.ts'
import { SINCE, always, openOrRecent, type Specs } from './kept.ts'

export interface ClinicTables {
  clinic: {
    clinic_id: number
    site: string
    code: string
    name: string
    letter: string
    rooms: string[]
    unit_id: number | null
    head_start_min: number
    open: boolean
    position: number
  }
  ticket: {
    ticket_id: number
    site: string
    clinic_id: number
    /** By the calendar of the site. */
    day: string
    number: string
    priority: TicketPriority
    taken_at: Instant
    waits_from: Instant
    turn: Instant
    state: TicketState
    room: string | null
    calls: number
    first_called_at: Instant | null
    called_at: Instant | null
    ended_at: Instant | null
  }
}

export const clinicTables: Specs<ClinicTables> = {
  clinic: { key: ['clinic_id'], lookups: ['site', 'unit_id'], load: 'select * from clinic', until: always },
  ticket: {
    key: ['ticket_id'],
    lookups: ['clinic_id'],
    load: `select ticket_id, site, clinic_id, day, number, priority, taken_at, waits_from, turn, state, room, calls,
                  first_called_at, called_at, ended_at from ticket where taken_at > ${SINCE}`,
    // A number is of its day, whatever became of it.
    until: (row) => openOrRecent(row.taken_at),
  },
}
