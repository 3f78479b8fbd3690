/** Every command there is, by department and verb: `POST /api/commands/<department>/<verb>`. */
import type { z } from 'zod'
import { admissions } from './admissions.ts'
import { beds } from './beds.ts'
import { cleaning } from './cleaning.ts'
import { clinics } from './clinics.ts'
import { credentials } from './credentials.ts'
import { devices } from './devices.ts'
import { discharges } from './discharges.ts'
import { ed } from './ed.ts'
import { emergency } from './emergency.ts'
import { history } from './history.ts'
import { hospital } from './hospital.ts'
import { interfaces } from './interfaces.ts'
import { observations } from './observations.ts'
import { people } from './people.ts'
import { patients } from './patients.ts'
import { porters } from './porters.ts'
import { shifts } from './shifts.ts'
import { placement } from './placement.ts'
import { surge } from './surge.ts'
import { visits } from './visits.ts'
import { walls } from './walls.ts'

export const commands = {
  patients,
  admissions,
  beds,
  cleaning,
  devices,
  credentials,
  discharges,
  history,
  hospital,
  surge,
  placement,
  interfaces,
  visits,
  porters,
  shifts,
  people,
  walls,
  emergency,
  ed,
  observations,
  clinics,
} as const

export type Department = keyof typeof commands
export type CommandName = { [D in Department]: `${D}/${keyof (typeof commands)[D] & string}` }[Department]

type Contract<C extends CommandName> = C extends `${infer D extends Department}/${infer V}`
  ? V extends keyof (typeof commands)[D]
    ? (typeof commands)[D][V]
    : never
  : never

/** What the caller may send (defaults may be left out). */
export type CommandInput<C extends CommandName> =
  Contract<C> extends { input: infer I extends z.ZodType } ? z.input<I> : never
/** What the command gets: checked, defaults filled in. */
export type CheckedInput<C extends CommandName> =
  Contract<C> extends { input: infer I extends z.ZodType } ? z.output<I> : never
export type CommandResult<C extends CommandName> =
  Contract<C> extends { result: infer R extends z.ZodType } ? z.output<R> : never

export interface CommandContract {
  summary: string
  input: z.ZodType
  result: z.ZodType
}

/** All of them as a flat list, for routes and documentation. */
export const commandContracts: [CommandName, CommandContract][] = Object.entries(commands).flatMap(
  ([department, verbs]) =>
    Object.entries<CommandContract>(verbs).map(([verb, contract]): [CommandName, CommandContract] => [
      `${department}/${verb}` as CommandName, // the type above is made of the same two keys
      contract,
    ]),
)
