/** A name that was revealed stands on this screen for its time, and for whoever revealed it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Revealed } from '../../web/lib/revealed.svelte.ts'

const answers = { 7: 'Okafor, Amara', 8: 'Berg, Ben' } as const
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (address: string) => {
    const id = Number(new URL(address, 'http://x').searchParams.get('encounter_id'))
    const name = id === 7 || id === 8 ? answers[id] : undefined
    return Promise.resolve(
      name === undefined
        ? Response.json({ ok: false, message: 'This site asks why' }, { status: 422 })
        : Response.json({ encounter_id: id, patient_id: 1, site: 'gh', name, for_s: 60 }),
    )
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
const masked = (encounter_id: number) => ({ encounter_id, name: null, masked: true })

it('is that one name, and masked again when its time is over', async () => {
  const revealed = new Revealed()
  expect(revealed.nameOf(masked(7))).toBeNull()
  expect(await revealed.reveal(7, undefined)).toBe('')
  expect(revealed.nameOf(masked(7))).toBe('Okafor, Amara')
  expect(revealed.nameOf(masked(8))).toBeNull()
  vi.advanceTimersByTime(59_000)
  await revealed.reveal(8, 'care')
  vi.advanceTimersByTime(1_000)
  expect([revealed.nameOf(masked(7)), revealed.nameOf(masked(8))]).toEqual([null, 'Berg, Ben'])
})

it('is gone with whoever revealed it; and what is refused reveals nothing, and says why', async () => {
  const revealed = new Revealed()
  await revealed.reveal(7, undefined)
  revealed.forget()
  expect(revealed.isOpen(masked(7))).toBe(false)
  expect(await revealed.reveal(9, undefined)).toBe('This site asks why')
  expect(revealed.nameOf(masked(9))).toBeNull()
})
