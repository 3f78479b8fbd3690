import { describe, expect, test } from 'vitest'
import { Database } from '../../server/database/pool.ts'
import { NoRoom, Room, type Disk } from '../../server/database/room.ts'

const MB = 2 ** 20

/** A disk of 4 GB that is as free as one says, and what is written about it. */
function watched(): { room: Room; free: (mb: number) => Promise<void>; said: string[] } {
  const said: string[] = []
  const say =
    (level: string) =>
    (_: object, text: string): void =>
      void said.push(`${level} ${text}`)
  let disk: Disk = { free: 4096 * MB, size: 4096 * MB }
  const room = new Room({ info: say('info'), warn: say('warn'), error: say('error') }, async () => disk)
  const free = (mb: number): Promise<void> => {
    disk = { ...disk, free: mb * MB }
    return room.look()
  }
  return { room, free, said }
}

/** As Postgres says it. */
const diskFull = (): Error => Object.assign(new Error('could not extend file'), { code: '53100' })

describe('room on the disk of the database', () => {
  test('a tenth free is said once, before anything is refused', async () => {
    const { room, free, said } = watched()
    for (const mb of [3000, 500, 400, 300]) await free(mb)
    expect(room.left).toBe('little')
    expect(() => room.mustHave()).not.toThrow()
    expect(room.warning).toMatch(/nearly full, 300 MB free/)
    expect(said).toEqual([expect.stringMatching(/^warn .*nearly full, 400 MB free/)])
  })

  test('of the last 64 MB nothing is given away; it opens again by itself, and not for a moment', async () => {
    const { room, free, said } = watched()
    await free(63)
    expect(room.left).toBe('none')
    expect(() => room.mustHave()).toThrow(NoRoom)
    await free(80)
    expect(() => room.mustHave()).toThrow(NoRoom)
    await free(100)
    expect(() => room.mustHave()).not.toThrow()
    await free(4000)
    expect(said.map((line) => line.split(' ')[0])).toEqual(['error', 'warn', 'info'])
  })

  test('a disk that is not seen is full when Postgres says so, until it takes something again', () => {
    const said: string[] = []
    const say = (_: object, text: string): void => void said.push(text)
    const room = new Room({ info: say, warn: say, error: say })
    room.heard(Object.assign(new Error('twice'), { code: '23505' }))
    expect(room.left).toBe('enough')
    room.heard(diskFull())
    room.heard(diskFull())
    expect(room.left).toBe('none')
    expect(() => room.mustHave()).not.toThrow() // else it would never be found out that there is room again
    room.heard('written')
    expect(room.left).toBe('enough')
    expect(said).toHaveLength(2)
  })

  test('without room no transaction is begun, and reading goes on', async () => {
    const { room, free } = watched()
    await free(10)
    const database = new Database('postgres://nobody@127.0.0.1:1/nowhere', { room, onError: () => undefined })
    await expect(database.transaction(() => Promise.resolve())).rejects.toThrow(NoRoom)
    await expect(database.rows('select 1')).rejects.toThrow(/ECONNREFUSED/) // it was asked
    await database.end()
  })
})
