/** A generator of 200 real bed sensors, whose exit alarms go on and off. Arguments: the broker, the site, how many. */
import { BedSensor } from '../../devices/bed-sensor.ts'
import { generate } from './generator.ts'

const [url = '', site = '', count = '0'] = process.argv.slice(2)
const sensors = new Map(
  Array.from({ length: Number(count) }, (_, nth) => `bed-${nth + 1}`).map((device) => [
    device,
    new BedSensor({ url, site, device }),
  ]),
)
for (const sensor of sensors.values()) {
  sensor.occupied(false)
  sensor.exitAlarm(false)
  sensor.start()
}
await Promise.all([...sensors.values()].map((sensor) => sensor.settled()))
generate([...sensors.keys()], (device, value, stamp) => {
  stamp()
  sensors.get(device)?.exitAlarm(value === 'on')
})
