/** F5: the way to the broker is cut, or the broker itself is stopped or killed, under load. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../fault.ts'

/** Sensors and their own broker: every connection gone at once, and none taken for a while. */
const linkCut: Fault = {
  id: 'F5',
  what: 'all links to the embedded broker cut',
  kind: 'embedded',
  telling: true,
  async strike({ bench: { wires }, random }) {
    wires.mqtt.refuse()
    if (random() < 0.5) wires.mqtt.tear('down') // an acknowledgement that got halfway
    await pause(50 + 200 * random())
    wires.mqtt.reset()
    await pause(500 + 1000 * random())
    wires.mqtt.heal()
    return Date.now()
  },
}

const mosquittoGone = (signal: 'SIGTERM' | 'SIGKILL'): Fault => ({
  id: 'F5',
  what: `Mosquitto ${signal === 'SIGTERM' ? 'restarted' : 'killed (-9), started again'}`,
  kind: 'outside',
  // Seen with 2.0.11 also after SIGTERM, one run in three: a message or two it had said yes to never came.
  brokerMayLose: true,
  told: { readyz: 'broker', log: ['away the broker', 'back the broker'] },
  async strike({ bench: { mosquitto }, random }) {
    await (signal === 'SIGTERM' ? mosquitto?.stop() : mosquitto?.kill())
    await pause(300 + 1000 * random())
    await mosquitto?.start()
    return Date.now()
  },
})

export const brokerGone = [linkCut, mosquittoGone('SIGTERM'), mosquittoGone('SIGKILL')]
