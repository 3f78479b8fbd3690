/**
 * What a change of one hospital costs when its network grows: the same walls, the same changes a second in the same 500
 * beds, and ten, then a hundred hospitals as large on the same server.
 */
import type { Line, Measure, Side } from '../measure.ts'
import { BEDS, wallsAt, writerAt } from '../stage.ts'
import { burstToWalls } from '../to-wall.ts'
import { BLOCK, HOUSE, SITE, statements, unitsOf, type Ward } from '../ward.ts'

const RATE = 200
const SIZES = [BEDS, 10 * BEDS, 100 * BEDS] as const

const named = (beds: number): string => `${beds.toLocaleString('en')} beds`
const step = (from: number, to: number): Line[] => {
  const what = `a change, ${named(from)} → ${named(to)}`
  const sides = { side: named(to), against: named(from), bar: 1.2, better: 1.1 }
  return [
    { what: `CPU of ${what}`, figure: 'server_us', unit: 'µs', ...sides },
    { what: `p99 of ${what}`, figure: 'p99', unit: 'ms', ...sides },
  ]
}

export const moreBeds: Measure = {
  name: 'beds',
  notShort: true,
  lines: [...step(SIZES[0], SIZES[1]), ...step(SIZES[1], SIZES[2])],
  async open(stage) {
    const sides: Record<string, Side> = {}
    const undo: (() => Promise<unknown>)[] = []
    const close = async (): Promise<void> => {
      for (const step of undo.splice(0)) await step()
    }
    try {
      for (const beds of SIZES) {
        const ward = await stage.anotherWard()
        undo.unshift(() => ward.close())
        await grow(ward, beds / BEDS)
        const source = await writerAt(ward.databaseUrl, BLOCK)
        const walls = await wallsAt(ward.url, 'ours', [HOUSE, ...unitsOf(BEDS)])
        undo.unshift(() => Promise.all([source.stop(), walls.stop()]))
        const way = { source, walls, kind: 'blocked', cost: ward.cost } as const
        await burstToWalls(way, { seconds: 1, rate: RATE, seed: 0 }) // it waits until all that grew is in the picture
        sides[named(beds)] = (round) => burstToWalls(way, { ...round, rate: RATE })
      }
    } catch (error) {
      await close()
      throw error
    }
    return { sides, close }
  },
}

/** More hospitals, each as the first. */
async function grow(ward: Ward, hospitals: number): Promise<void> {
  const sites = Array.from({ length: hospitals - 1 }, (_, nth) => another(`site-${nth + 2}`))
  await statements(ward.databaseUrl, [...sites, 'analyze'])
}

const another = (site: string): string => `
insert into site (site, name, time_zone, currency) values ('${site}', 'General', 'UTC', 'EUR');
insert into unit (site, code, name, kind, position)
select '${site}', code, name, kind, position from unit where site = '${SITE}';
insert into room (unit_id, code) select unit_id, '1' from unit where site = '${site}';
insert into bed (site, unit_id, room_id, code, position, ready_since)
select '${site}', unit.unit_id, room.room_id, bed.code, bed.position, ready_since
  from bed join unit as same using (unit_id) join unit on unit.site = '${site}' and unit.code = same.code
  join room on room.unit_id = unit.unit_id
 where bed.site = '${SITE}';
insert into device (site, kind, code, bed_id) select site, 'bed', code, bed_id from bed where site = '${site}'`
