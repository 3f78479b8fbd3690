/** The board `devices`: what each device is at, and what it sent that could not be taken. */
import type { DeviceRow, DeviceTotals } from '../../schema/boards/devices.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { first, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { trustOf } from './device-trust.ts'
import { knownAs, namedAt } from './names.ts'
import { assignmentOf, seenAt } from './tags.ts'

/** Keys: d7 a device, s:gh/bed/x1 one that speaks and is not registered. */
export const devices: Board<DeviceRow, DeviceTotals> = {
  touched: {
    *device(change) {
      yield `d${change.key}`
      for (const device of sidesOf(change)) yield `s:${nameOf(device)}`
    },
    *device_channel(change) {
      for (const { device_id } of sidesOf(change)) yield `d${device_id}`
    },
    *tag_assignment(change) {
      for (const { device_id } of sidesOf(change)) yield `d${device_id}`
    },
    *device_credential(change) {
      for (const { device_id } of sidesOf(change)) yield `d${device_id}`
    },
    *dead_letter(change, mirror) {
      for (const { sender } of sidesOf(change)) {
        if (sender === null) continue
        yield `s:${sender}`
        for (const device of named(sender, mirror)) yield `d${device.device_id}`
      }
    },
    *bed({ key }, mirror) {
      for (const { device_id } of mirror.device.where('bed_id', Number(key))) yield `d${device_id}`
    },
    *stay(change, mirror) {
      for (const { bed_id } of sidesOf(change))
        if (bed_id !== null)
          for (const { kind, device_id } of mirror.device.where('bed_id', bed_id))
            if (kind === 'monitor') yield `d${device_id}`
    },
    *unit({ key }, mirror) {
      for (const { bed_id } of mirror.bed.where('unit_id', Number(key)))
        for (const { device_id } of mirror.device.where('bed_id', bed_id)) yield `d${device_id}`
    },
    encounter: ({ key }, mirror) => wornBy(Number(key), mirror),
    *site({ key }, mirror) {
      for (const { device_id, encounter_id } of mirror.tag_assignment.all())
        if (encounter_id !== null && mirror.encounter.get(encounter_id)?.site === key) yield `d${device_id}`
    },
    *patient({ key }, mirror) {
      for (const { encounter_id } of mirror.encounter.where('patient_id', Number(key)))
        yield* wornBy(encounter_id, mirror)
    },
  },

  *keys(mirror) {
    for (const { device_id } of mirror.device.all()) yield `d${device_id}`
    for (const { sender } of mirror.dead_letter.all()) if (sender !== null) yield `s:${sender}`
  },

  row(key, mirror) {
    if (key.startsWith('s:')) return strangerOf(key.slice(2), mirror)
    const device = mirror.device.get(key.slice(1))
    if (!device) return undefined
    const [trust, trust_since] = trustOf(device, mirror)
    const bed = device.bed_id === null ? undefined : mirror.bed.get(device.bed_id)
    const info = mirror.device_channel.get(`${device.device_id}/info`)
    const told = (name: string): string | null => {
      const value = info?.value[name]
      return typeof value === 'string' ? value : null
    }
    return {
      key,
      site: device.site,
      kind: device.kind,
      code: device.code,
      // One that has only announced itself so far is there all the same.
      state: trust === 'live' || (trust === 'never' && device.online) ? 'online' : trust,
      since: trust_since ?? (device.online ? device.online_at : null),
      unit: (bed && mirror.unit.get(bed.unit_id)?.code) ?? null,
      bed: bed?.code ?? null,
      seen: device.kind === 'tag' ? seenAt(device.device_id, mirror) : null,
      holder: holderOf(device, mirror),
      measures: device.kind === 'monitor' ? measuredBy(device, mirror) : null,
      credential: credentialOf(device.device_id, mirror),
      firmware: told('firmware'),
      model: told('model'),
      gap:
        device.lost > 0 && device.lost_since !== null
          ? { lost: device.lost, since: device.lost_since }
          : null,
      refused: refusalsOf(nameOf(device), mirror)?.refused ?? null,
    }
  },

  at: (row) => [row],

  masked(row, level) {
    switch (level) {
      case 'full':
        return row
      case 'secured':
      case 'corridor':
        return {
          ...row,
          seen: null, // where a patient goes is the patient's
          holder: row.holder && { ...row.holder, name: null, encounter_id: null },
          refused: row.refused && { ...row.refused, reason: null },
        }
      case 'public':
        return undefined // counts only
    }
  },

  tally: ({ state, gap, refused }) => ({
    devices: state !== 'unknown',
    [state]: true,
    gaps: gap !== null,
    refused: refused?.count ?? 0,
  }),
  totals: (sums) => ({
    devices: sums.of('devices'),
    online: sums.of('online'),
    silent: sums.of('silent'),
    offline: sums.of('offline'),
    never: sums.of('never'),
    unknown: sums.of('unknown'),
    gaps: sums.of('gaps'),
    refused: sums.of('refused'),
  }),
}

const nameOf = ({ site, kind, code }: Tables['device']): string => `${site}/${kind}/${code}`

function* named(sender: string, mirror: MirrorView): Generator<Tables['device']> {
  const [, , code = ''] = sender.split('/')
  for (const device of mirror.device.where('code', code)) if (nameOf(device) === sender) yield device
}

function* wornBy(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { device_id } of mirror.tag_assignment.where('encounter_id', encounter_id)) yield `d${device_id}`
}

function strangerOf(sender: string, mirror: MirrorView): DeviceRow | undefined {
  for (const _ of named(sender, mirror)) return undefined // registered: the device's own row says it
  const refusals = refusalsOf(sender, mirror)
  const [site = '', kind = '', code = ''] = sender.split('/')
  if (!refusals) return undefined
  return {
    key: `s:${sender}`,
    site,
    kind,
    code,
    state: 'unknown',
    since: refusals.first_at,
    unit: null,
    bed: null,
    seen: null,
    holder: null,
    measures: null,
    credential: null,
    firmware: null,
    model: null,
    gap: null,
    refused: refusals.refused,
  }
}

function measuredBy({ bed_id }: Tables['device'], mirror: MirrorView): DeviceRow['measures'] {
  if (bed_id === null) return 'no-bed'
  return first(mirror.stay.where('bed_id', bed_id), isOpenStay) ? 'patient' : 'nobody'
}

/** The newest: one of before is only kept until that is used. */
function credentialOf(device_id: number, mirror: MirrorView): DeviceRow['credential'] {
  let newest: Tables['device_credential'] | undefined
  for (const each of mirror.device_credential.where('device_id', device_id)) {
    if (!newest || each.device_credential_id > newest.device_credential_id) newest = each
  }
  return newest ? { since: newest.issued_at } : null
}

/** What of a sender was refused lately; undefined: nothing. */
function refusalsOf(
  sender: string,
  mirror: MirrorView,
): { refused: NonNullable<DeviceRow['refused']>; first_at: Instant } | undefined {
  const letters = [...mirror.dead_letter.where('sender', sender)].sort(
    (a, b) => a.dead_letter_id - b.dead_letter_id,
  )
  const [first] = letters
  const last = letters.at(-1)
  if (!first || !last) return undefined
  const refused = { count: letters.length, last_at: last.received_at, reason: last.reason }
  return { refused, first_at: first.received_at }
}

function holderOf(device: Tables['device'], mirror: MirrorView): DeviceRow['holder'] {
  const assignment = assignmentOf(device.device_id, mirror)
  if (!assignment) return null
  const { encounter_id, asset, person, attached_at: since } = assignment
  if (encounter_id === null) {
    return { is: asset === null ? 'person' : 'asset', name: asset ?? person, encounter_id, since }
  }
  const encounter = mirror.encounter.get(encounter_id)
  const patient = encounter && mirror.patient.get(encounter.patient_id)
  const name = patient ? namedAt('full', knownAs(patient, encounter.site, mirror)).name : null
  return { is: 'patient', name, encounter_id, since }
}
