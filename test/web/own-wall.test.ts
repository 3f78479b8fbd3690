/** A wall's browser: the address of what it is given, and how it waits to be given anything. */
import { describe, expect, it } from 'vitest'
import type { WallIs } from '../../schema/walls.ts'
import { addressOf } from '../../web/lib/own-wall.svelte.ts'
import { waitToBePaired, type Waiting } from '../../web/lib/pairing.ts'

const lift: WallIs = {
  ...{
    wall_id: 7,
    name: 'By the lift',
    site: 'gh',
    unit: '4W',
    pages: ['beds'],
    rotate_s: 20,
    level: 'corridor',
  },
  ...{ theme: 'dark', language: null, screen_in: 43, distance_m: 4.5, blank: false, muted: false },
}

describe('what a wall is given', () => {
  it('is an address that a person could have typed', () => {
    expect(addressOf(lift, 0)).toBe(
      '/wall/beds?site=gh&unit=4W&level=corridor&rotate=20&screen=43&distance=4.5&theme=dark&name=By+the+lift',
    )
    expect(addressOf({ ...lift, unit: null, language: 'ar' }, 0)).toMatch(
      /^\/wall\/beds\?site=gh&level=.+&lang=ar&/,
    )
  })

  it('comes one after the other, and round again', () => {
    const both: WallIs = { ...lift, unit: null, pages: ['beds', 'house'] }
    const shown = [0, 1, 2].map((page) => addressOf(both, page).split('?')[0])
    expect(shown).toEqual(['/wall/beds', '/wall/house', '/wall/beds'])
  })
})

describe('a screen that is to become a wall', () => {
  const begun = (code: string): object => ({
    ...{
      device_code: `device of ${code}`,
      user_code: code,
      verification_uri: 'https://wardroom.test/admin/walls',
    },
    ...{ expires_in: 600, interval: 5 },
  })
  /** @param answers status and body, one after the other; undefined: nobody answers */
  const waiting = async (...answers: ([number, object] | undefined)[]) => {
    const asked: string[] = []
    const says: Waiting[] = []
    const waited: number[] = []
    await new Promise<void>((paired) => {
      waitToBePaired({
        size: { width: 1920, height: 1080 },
        says: (one) => says.push(one),
        paired,
        pause: (seconds) => Promise.resolve(void waited.push(seconds)),
        fetch: (path, init) => {
          asked.push(`${path as string} ${init?.body as string}`) // both are text here
          const [status, body] = answers.shift() ?? []
          if (status === undefined) return Promise.reject(new Error('nobody answers'))
          return Promise.resolve(new Response(JSON.stringify(body), { status }))
        },
      })
    })
    return { asked, waited, shown: says.map((one) => (one.is === 'shown' ? one.begun.user_code : one.is)) }
  }

  it('shows its code, asks as often as it may, less often when it is told so, and waits for a server that is away', async () => {
    const pending = [400, { error: 'authorization_pending' }] satisfies [number, object]
    const seen = await waiting(
      undefined,
      [200, begun('BCDF-GHJK')],
      pending,
      [400, { error: 'slow_down' }],
      undefined,
      pending,
      [200, { ok: true }],
    )
    expect(seen.shown).toEqual(['away', 'BCDF-GHJK'])
    expect(seen.waited).toEqual([5, 5, 5, 10, 10, 10])
    expect(seen.asked.slice(0, 3)).toEqual([
      '/api/walls/pairing {"width":1920,"height":1080}',
      '/api/walls/pairing {"width":1920,"height":1080}',
      '/api/walls/key {"device_code":"device of BCDF-GHJK"}',
    ])
  })

  it('shows another code when the first is too old, and begins anew when it was turned away or there were too many', async () => {
    const seen = await waiting(
      [429, {}],
      [200, begun('BCDF-GHJK')],
      [400, { error: 'expired_token' }],
      [200, begun('LMNP-QRST')],
      [400, { error: 'access_denied' }],
      [200, begun('VWXZ-BCDF')],
      [200, { ok: true }],
    )
    expect(seen.shown).toEqual(['full', 'BCDF-GHJK', 'LMNP-QRST', 'no', 'VWXZ-BCDF'])
  })
})
