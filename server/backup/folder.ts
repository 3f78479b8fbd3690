/** The folder backups are kept in: their names, which are kept, and whether there is room for another. */
import { open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Unusable } from '../database/unusable.ts'

export interface Kept {
  file: string
  /** When its tables were as it says. */
  at: Date
  bytes: number
}

/** A name sorts by its instant, and says nothing about whose it is. */
const NAME = /^wardroom-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z\.sql\.gz(\.sealed)?$/
const PARTIAL = '.partial'
const DAY_MS = 86_400_000
/** This much of a disk stays free: what else writes there, perhaps the database itself, must not be stopped by a backup. */
const STAYS_FREE = 0.05

export function nameOf(at: Date, sealed: boolean): string {
  const instant = at.toISOString().slice(0, 19).replaceAll(':', '')
  return `wardroom-${instant}Z.sql.gz${sealed ? '.sealed' : ''}`
}

/** The whole backups of a folder, the newest first; none when there is no such folder. */
export async function keptIn(folder: string): Promise<Kept[]> {
  const names = await readdir(folder).catch(() => [])
  const kept = names.flatMap((name) => {
    const [, day, hour, minute, second] = NAME.exec(name) ?? []
    return day === undefined ? [] : [{ name, at: new Date(`${day}T${hour}:${minute}:${second}Z`) }]
  })
  const sized = await Promise.all(
    kept.map(async ({ name, at }) => {
      const file = join(folder, name)
      return { file, at, bytes: (await stat(file)).size }
    }),
  )
  return sized.sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** Under this name a backup is written until it is whole. */
export const partialOf = (file: string): string => `${file}.${process.pid}${PARTIAL}`

/** Gives a file that is whole and on the disk its name, and sees that the name is on the disk as well. */
export async function keep(partial: string, file: string): Promise<void> {
  await rename(partial, file)
  const folder = await open(dirname(file))
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Removes the oldest beyond so many, and what was left half-written a day ago or more. @returns the files removed. */
export async function tidy(folder: string, most: number): Promise<string[]> {
  const old = (await keptIn(folder)).slice(most).map(({ file }) => file)
  const halves = (await readdir(folder))
    .filter((name) => name.endsWith(PARTIAL))
    .map((name) => join(folder, name))
  for (const half of halves) if (Date.now() - (await stat(half)).mtimeMs > DAY_MS) old.push(half)
  for (const file of old) await rm(file, { force: true })
  return old
}

/** @throws Unusable when a file of so many bytes would leave too little of the disk free. */
export async function refuseFullDisk(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder)
  const free = disk.bavail * disk.bsize
  const left = free - disk.blocks * disk.bsize * STAYS_FREE
  if (left < bytes)
    throw new Unusable(
      `There is no room for a backup in ${folder}: ${inWords(free)} are free, about ${inWords(bytes)} are needed, and a twentieth of the disk stays free. The backups that are there are kept.`,
    )
}

export function inWords(bytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${steps[step] ?? ''}`
}
