import { Manager } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { RECONNECTING, spread } from '../../web/lib/reconnecting.ts'

const manager = () => new Manager('http://127.0.0.1:1', { ...RECONNECTING, autoConnect: false })

describe('coming back to a server that went', () => {
  it('is a matter of moments for the screens of a ward', () => {
    const alone = manager()
    spread(alone, 6)
    expect(alone.reconnectionDelay()).toBe(RECONNECTING.reconnectionDelay)
  })

  it('is spread over seconds for two hundred walls, each at a moment of its own', () => {
    const many = manager()
    spread(many, 200)
    expect(many.reconnectionDelay()).toBe(5000)
    expect(many.randomizationFactor()).toBe(1)
  })

  it('stays spread while they come back one by one, and is a matter of moments again once they are gone for good', () => {
    const many = manager()
    spread(many, 200)
    spread(many, 3) // the first pulse of a server that most have not found yet
    expect(many.reconnectionDelay()).toBeGreaterThan(4900)
    for (let pulse = 0; pulse < 600; pulse++) spread(many, 3)
    expect(many.reconnectionDelay()).toBe(RECONNECTING.reconnectionDelay)
    expect(many.reconnectionDelayMax()).toBe(RECONNECTING.reconnectionDelayMax)
  })
})
