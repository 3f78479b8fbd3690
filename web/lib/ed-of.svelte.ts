/** The boards of one emergency department, as a screen looks at them: that of the address, or the first there is. */
import type { CrowdingRow } from '../../schema/boards/crowding.ts'
import type { PrivacyLevel } from '../../schema/terms.ts'
import { here } from './here.ts'

/**
 * Called while a screen is made: it watches as long as the screen stands.
 * @param within where departments are looked for
 */
export function edOf(level: () => PrivacyLevel, within: () => { site?: string }) {
  const { link, route } = here()
  const crowding = $derived(link.board({ board: 'crowding', place: within(), level: level() }))
  $effect(() => crowding.watch())
  const departments = $derived<CrowdingRow[]>(
    [...crowding.rows.values()].sort((a, b) => (a.site < b.site ? -1 : 1)),
  )
  const asked = $derived(route.query('site'))
  const department = $derived(departments.find(({ site }) => site === asked) ?? departments[0])
  const site = $derived(department?.site)
  const place = $derived(site === undefined ? {} : { site })
  const visits = $derived(link.board({ board: 'ed', place, level: level() }))
  const ambulances = $derived(link.board({ board: 'ambulances', place, level: level() }))
  const news = $derived(link.board({ board: 'observations', place, level: level() }))
  $effect(() => (site === undefined ? undefined : visits.watch()))
  // Where the public passes nothing is told of any one patient.
  $effect(() => (site === undefined || level() === 'public' ? undefined : news.watch()))
  $effect(() => (site === undefined ? undefined : ambulances.watch()))
  const instant = (at: string | null) => (at === null ? Infinity : Date.parse(at))
  const ambulanceRows = $derived(
    [...ambulances.rows.values()].sort(
      (a, b) =>
        Number(b.stage === 'waiting') - Number(a.stage === 'waiting') ||
        Math.sign(instant(a.arrived_at ?? a.expected_at) - instant(b.arrived_at ?? b.expected_at)) ||
        a.ambulance_id - b.ambulance_id,
    ),
  )
  return {
    get departments() {
      return departments
    },
    get department() {
      return department
    },
    /** Whether it is known which departments there are. */
    get known() {
      return crowding.joined || crowding.refusal !== null
    },
    get visits() {
      return visits
    },
    /** How somebody is whom a line of the department is about, where somebody has to look. */
    alarmed({ key }: { key: string }) {
      const row = news.rows.get(key)
      return row && row.alarms.length > 0 ? row : undefined
    },
    get visitRows() {
      return visits.rows.values()
    },
    get ambulances() {
      return ambulances
    },
    get ambulanceRows() {
      return ambulanceRows
    },
  }
}
