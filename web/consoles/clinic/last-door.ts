/** At which clinic's desk or door this device stands; kept on it. */
import { z } from 'zod'

const KEY = 'wardroom.clinic'
const door = z.object({ site: z.string(), clinic: z.string(), room: z.string().optional() })
export type ClinicDoor = z.infer<typeof door>

export function lastDoor(): ClinicDoor | undefined {
  try {
    return door.parse(JSON.parse(localStorage.getItem(KEY) ?? ''))
  } catch {
    return undefined // none, or a browser that forbids storage
  }
}

export function keepDoor(at: { site: string; clinic: string; room: string | undefined }): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(at))
  } catch (error) {
    console.info('this browser does not keep where it stands', error)
  }
}
