/** Which devices are shown, and in what order: what needs somebody first. Pure. */
import { deviceStates, type DeviceRow, type DeviceState } from '../../../schema/boards/devices.ts'

export interface DeviceFilter {
  state: (typeof filters)[number] | undefined
  kind: string | undefined
  text: string
}

/** Strangers and the silent first; who is heard last. */
const rank = { unknown: 0, silent: 1, offline: 2, never: 3, online: 4 } satisfies Record<DeviceState, number>

export const filters = [...deviceStates, 'gaps', 'refused', 'no-key'] as const

export function shownDevices(rows: Iterable<DeviceRow>, { state, kind, text }: DeviceFilter): DeviceRow[] {
  const find = text.trim().toLocaleLowerCase()
  return [...rows]
    .filter(
      (row) =>
        (kind === undefined || row.kind === kind) &&
        (state === undefined ||
          (state === 'gaps'
            ? row.gap !== null
            : state === 'refused'
              ? row.refused !== null
              : state === 'no-key'
                ? row.state !== 'unknown' && row.credential === null
                : row.state === state)) &&
        (find === '' ||
          [row.code, row.bed, row.unit, row.seen?.place, row.holder?.name, row.firmware]
            .join(' ')
            .toLocaleLowerCase()
            .includes(find)),
    )
    .sort(
      (a, b) =>
        rank[a.state] - rank[b.state] ||
        trouble(b) - trouble(a) ||
        a.code.localeCompare(b.code, undefined, { numeric: true }) ||
        (a.key < b.key ? -1 : 1),
    )
}

const trouble = ({ gap, refused }: DeviceRow): number => Number(gap !== null) + Number(refused !== null)
