/** A wall's chime: heard when the browser lets it and nobody muted the wall. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Chime } from '../../web/lib/chime.svelte.ts'

/** jsdom has no loudspeaker; this one notes what is played, and is silent until it is touched, as browsers are. */
function loudspeaker(state: 'running' | 'suspended') {
  const played: number[] = []
  const line = { connect: (next: unknown) => next, start: () => undefined, stop: () => undefined }
  const fade = { setValueAtTime: () => undefined, exponentialRampToValueAtTime: () => undefined }
  class Audio extends EventTarget {
    state: string = state
    currentTime = 0
    destination = {}
    async resume(): Promise<void> {
      this.state = 'running'
    }
    async close(): Promise<void> {
      this.state = 'closed'
    }
  }
  vi.stubGlobal('AudioContext', Audio)
  vi.stubGlobal('GainNode', function () {
    return { ...line, gain: fade }
  })
  vi.stubGlobal('OscillatorNode', function (_: unknown, { frequency }: { frequency: number }) {
    return { ...line, start: () => void played.push(frequency) }
  })
  return played
}

afterEach(() => vi.unstubAllGlobals())

describe('a chime', () => {
  it('rings where the browser was told that it may', () => {
    const played = loudspeaker('running')
    const chime = new Chime(() => false)
    const end = chime.run()
    expect([chime.sound, chime.ring()]).toEqual(['on', true])
    expect(played).toHaveLength(2)
    end()
    expect(chime.ring()).toBe(false)
  })

  it('waits for somebody to touch the screen, and says so', async () => {
    const played = loudspeaker('suspended')
    const chime = new Chime(() => false)
    const end = chime.run()
    expect([chime.sound, chime.ring(), played]).toEqual(['needs-touch', false, []])
    window.dispatchEvent(new Event('pointerdown'))
    await vi.waitFor(() => expect(chime.sound).toBe('on'))
    expect(chime.ring()).toBe(true)
    end()
  })

  it('is silent on a muted wall, and rings again when it is muted no more', () => {
    const played = loudspeaker('running')
    let muted = true
    const chime = new Chime(() => muted)
    const end = chime.run()
    expect([chime.sound, chime.ring(), played]).toEqual(['muted', false, []])
    muted = false
    expect(chime.ring()).toBe(true)
    end()
  })

  it('says that there is none where the browser has no sound', () => {
    const chime = new Chime(() => true)
    chime.run()()
    expect([chime.sound, chime.ring()]).toEqual(['none', false])
  })
})
