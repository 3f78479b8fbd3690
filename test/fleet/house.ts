/** What the tests of several servers share: a house of twelve beds with sensors and eight patients, on three servers. */
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Outcome } from '../../schema/outcome.ts'
import type { BedRow } from '../../schema/boards/beds.ts'
import type { Screen } from '../live/station.ts'
import { until } from '../support/until.ts'
import { asked } from '../support/keys.ts'

export const BEDS = Array.from({ length: 12 }, (_, nth) => `B-${nth + 1}`)
export const PATIENTS = 8
const TRY_WITHIN_MS = 20_000

/** Does a command at an address, trying again with the same key until somebody answers, as the console does. */
export async function does<C extends CommandName>(
  url: string,
  name: C,
  input: CommandInput<C>,
  key: string = crypto.randomUUID(),
): Promise<Outcome<CommandResult<C>>> {
  return until(() => asks(url, name, input, key), {
    what: `${name} to be answered`,
    timeoutMs: TRY_WITHIN_MS,
  })
}

/** One try. @throws when nobody answers, or nobody can */
export async function asks<C extends CommandName>(
  url: string,
  name: C,
  input: CommandInput<C>,
  key: string,
): Promise<Outcome<CommandResult<C>>> {
  const response = await asked(`${url}/api/commands/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, 'x-wardroom-who': 'a nurse' },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(5000),
  })
  if (response.status >= 500) throw new Error(`${name}: ${response.status}`)
  return (await response.json()) as Outcome<CommandResult<C>> // the door answers nothing else
}

/** @returns the encounters of those who lie there */
export async function furnish(url: string): Promise<number[]> {
  const done = async <C extends CommandName>(name: C, input: CommandInput<C>): Promise<CommandResult<C>> => {
    const outcome = await does(url, name, input)
    if (!outcome.ok) throw new Error(`${name}: ${outcome.message}`)
    return outcome.result
  }
  const beds = BEDS.map((bed) => ({ bed, sensor: bed.toLowerCase() }))
  await done('hospital/lay-out', {
    site: 'gh',
    name: 'General',
    time_zone: 'Europe/London',
    currency: 'GBP',
    units: [{ unit: 'B', name: 'Ward B', kind: 'medical', rooms: [{ room: '1', beds }] }],
  })
  const encounters: number[] = []
  for (const bed of BEDS.slice(0, PATIENTS)) {
    const { patient_id } = await done('patients/register', { site: 'gh', family: `P${bed}` })
    const to = { bed }
    const { encounter_id } = await done('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to,
    })
    encounters.push(encounter_id)
  }
  return encounters
}

/** Who lies where, as a screen shows it. */
export const lying = (screen: Screen): string => asText([...screen.held.rows.values()] as BedRow[])

export const asText = (rows: readonly BedRow[]): string =>
  rows
    .flatMap(({ bed, patient }) => (patient ? [`${bed}=${patient.patient_id}`] : []))
    .sort()
    .join(' ')

/** A figure of a server's /metrics. */
export async function metric({ url }: { url: string }, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
}
