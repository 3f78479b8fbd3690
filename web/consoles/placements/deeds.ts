/** What is done with bed requests and precautions, each with its way back where there is one. */
import type { Whereabouts } from '../../../schema/access/roles.ts'
import type { PlacementRow } from '../../../schema/boards/placements.ts'
import type { CommandInput } from '../../../schema/commands/index.ts'
import type { Precaution } from '../../../schema/placement/words.ts'
import { deed, type Deed } from '../deed.ts'

/** `why` of what is undone: a text of the catalogue, as it goes on record. */
export function placementDeeds(whyUndone: string) {
  const request = (input: CommandInput<'placement/request'>): Deed =>
    ofRequest(
      deed('placement/request', `encounter ${input.encounter_id}`, input, ({ request_id }) =>
        cancel(request_id, whyUndone, false),
      ),
    )
  const change = (
    input: CommandInput<'placement/change'>,
    before: CommandInput<'placement/change'> | undefined,
  ): Deed =>
    ofRequest(
      deed(
        'placement/change',
        keyOf(input.request_id),
        input,
        before ? () => change(before, undefined) : undefined,
      ),
    )
  /** `ready_at` left out: now. */
  const ready = (request_id: number, before: string | null, ready_at?: string | null): Deed =>
    ofRequest(
      deed(
        'placement/ready',
        keyOf(request_id),
        { request_id, ...(ready_at !== undefined && { ready_at }) },
        () => ofRequest(deed('placement/ready', keyOf(request_id), { request_id, ready_at: before })),
      ),
    )
  const assign = (row: Pick<PlacementRow, 'request_id' | 'to_site'>, bed: string, rules: Rules = []): Deed =>
    ofRequest(
      deed(
        'placement/assign',
        bed,
        { request_id: row.request_id, bed, override: rules },
        () => release(row.to_site, bed),
        (code) => assign(row, bed, [...rules, code]),
      ),
    )
  const release = (site: string, bed: string): Deed => ofRequest(deed('beds/release', bed, { site, bed }))
  const decline = (input: CommandInput<'placement/decline'>): Deed =>
    ofRequest(
      deed('placement/decline', keyOf(input.request_id), input, ({ decline_id, request_id }) =>
        takeBack(request_id, decline_id),
      ),
    )
  const takeBack = (request_id: number, decline_id: number): Deed =>
    ofRequest(deed('placement/cancel-decline', keyOf(request_id), { decline_id }))
  const cancel = (request_id: number, why: string, back = true): Deed =>
    ofRequest(
      deed(
        'placement/cancel',
        keyOf(request_id),
        { request_id, why },
        back ? () => ofRequest(deed('placement/reopen', keyOf(request_id), { request_id })) : undefined,
      ),
    )
  /** Into the bed that is kept. */
  const moveIn = (encounter_id: number, bed: string, rules: Rules = []): Deed =>
    ofRequest(
      deed(
        'admissions/transfer',
        bed,
        { encounter_id, to: { bed }, override: rules },
        () => ofRequest(deed('admissions/cancel-transfer', bed, { encounter_id, why: whyUndone })),
        (code) => moveIn(encounter_id, bed, [...rules, code]),
      ),
    )
  /** To the bed kept at another site; there is no way back but to send them back. */
  const send = (request_id: number, bed: string, rules: Rules = []): Deed =>
    ofRequest(
      deed('placement/send', bed, { request_id, override: rules }, undefined, (code) =>
        send(request_id, bed, [...rules, code]),
      ),
    )
  const setPrecaution = (bed: string, encounter_id: number, { kind, organism }: Precaution): Deed =>
    ofPrecaution(
      deed('placement/set-precaution', bed, { encounter_id, kind, organism }, () =>
        ofPrecaution(
          deed('placement/end-precaution', bed, {
            encounter_id,
            kind,
            how: 'mistaken',
            why: whyUndone,
          }),
        ),
      ),
    )
  const endPrecaution = (bed: string, encounter_id: number, { kind, organism }: Precaution): Deed =>
    ofPrecaution(
      deed('placement/end-precaution', bed, { encounter_id, kind }, () =>
        setPrecaution(bed, encounter_id, { kind, organism }),
      ),
    )
  return {
    request,
    change,
    ready,
    assign,
    release,
    decline,
    takeBack,
    cancel,
    moveIn,
    send,
    setPrecaution,
    endPrecaution,
  }
}
export type PlacementDeeds = ReturnType<typeof placementDeeds>

type Rules = NonNullable<CommandInput<'placement/assign'>['override']>

/** Where a request is: with the patient, and where the bed is wanted. */
export const placesOf = (row: Pick<PlacementRow, 'site' | 'here_unit' | 'to_site'>): Whereabouts[] => [
  { site: row.site, unit: row.here_unit },
  { site: row.to_site, unit: null },
]

/** What is pending while a request is changed that is about no one bed. */
export const keyOf = (request_id: number): string => `request ${request_id}`

const ofRequest = (one: Deed): Deed => about(one, 'request')
const ofPrecaution = (one: Deed): Deed => about(one, 'precaution')

/** Its refusal, and that of doing it anyway, belong there. */
function about(one: Deed, what: NonNullable<Deed['about']>): Deed {
  const { anyway } = one
  return { ...one, about: what, ...(anyway && { anyway: (code) => about(anyway(code), what) }) }
}
